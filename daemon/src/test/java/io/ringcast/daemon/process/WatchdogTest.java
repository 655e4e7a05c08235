package io.ringcast.daemon.process;

import static io.ringcast.daemon.process.ChildRig.LIMIT;
import static io.ringcast.daemon.process.ChildRig.producer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.process.ChildRig.Told;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The watchdog: it comes back when it is killed, and outlives a daemon that is killed by as long as its children need. */
final class WatchdogTest {

    @Test
    void comesBackAndStillKnowsTheGroups() {
        try (ChildRig rig = new ChildRig()) {
            Told told = new Told();
            Child child = rig.start(producer("sh", "-c", "sleep 1000 & wait"), told);
            await().atMost(LIMIT)
                    .until(() -> child.pid() > 0 && Group.members(child.pid()).size() == 2);
            ProcessHandle first = rig.children.watchdog().handle().orElseThrow();

            first.destroyForcibly();

            await().atMost(LIMIT)
                    .until(() -> rig.children
                            .watchdog()
                            .handle()
                            .filter(now -> now.pid() != first.pid())
                            .isPresent());
            assertThat(told.ended).isNotDone();
            rig.onLoop(child::end);
            await().atMost(LIMIT).until(() -> rig.children.count() == 0);
            assertThat(Group.members(child.pid())).isEmpty();
        }
        assertThat(Group.ownZombies()).isEmpty();
    }

    @Test
    void endsEveryGroupWhenTheDaemonIsKilled() throws IOException, InterruptedException {
        Process daemon = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphans.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Long> groups;
        try (var out = daemon.inputReader(StandardCharsets.UTF_8)) {
            String line = out.lines()
                    .filter(said -> said.startsWith(Orphans.GROUPS))
                    .findFirst()
                    .orElseThrow();
            groups = Stream.of(line.substring(Orphans.GROUPS.length()).split(" "))
                    .map(Long::valueOf)
                    .toList();
            assertThat(groups)
                    .hasSize(Orphans.COUNT)
                    .allMatch(group -> !Group.members(group).isEmpty());

            daemon.destroyForcibly();
            assertThat(daemon.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            daemon.destroyForcibly();
        }

        await().atMost(LIMIT)
                .until(() ->
                        groups.stream().allMatch(group -> Group.members(group).isEmpty()));
    }
}
