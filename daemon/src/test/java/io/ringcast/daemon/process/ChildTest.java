package io.ringcast.daemon.process;

import static io.ringcast.daemon.process.ChildRig.LIMIT;
import static io.ringcast.daemon.process.ChildRig.filter;
import static io.ringcast.daemon.process.ChildRig.producer;
import static io.ringcast.daemon.process.ChildRig.quick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.process.ChildRig.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children as their event loop sees them: what they write and read, how they end, and who ends with them. */
final class ChildTest {

    private final ChildRig rig = new ChildRig();
    private final Told told = new Told();

    @AfterEach
    void nothingIsLeft() {
        rig.close();
        assertThat(rig.children.count()).isZero();
        assertThat(Group.ownZombies()).isEmpty();
        LeakPresenceDetector.check();
    }

    @Test
    void takesItsWordsAsTheyAreWritten() {
        rig.start(producer("printf", "%s|%s|%s", "two words", "$HOME `id` \"; exit 3; '", "*"), told);

        assertThat(told.end()).isEqualTo(new ChildEnd.Exited(0, ""));
        assertThat(told.text()).isEqualTo("two words|$HOME `id` \"; exit 3; '|*");
    }

    @Test
    void runsWhereAndWithWhatItIsTold(@TempDir Path place) {
        ChildCommand command = producer("sh", "-c", "pwd; echo $COLOUR; echo [$NOTIFY_SOCKET]")
                .in(Map.of("COLOUR", "green"), Optional.of(place));

        rig.start(command, told);

        assertThat(told.end().isSuccess()).isTrue();
        assertThat(told.text().lines()).containsExactly(place.toString(), "green", "[]");
    }

    @Test
    void hasAnEmptyStdinUnlessItIsGivenOne() {
        rig.start(producer("sh", "-c", "cat; echo done"), told);

        assertThat(told.end().isSuccess()).isTrue();
        assertThat(told.text()).isEqualTo("done\n");
    }

    @Test
    void tellsItsExitCodeAndLastWords() {
        rig.start(
                producer("sh", "-c", "echo first >&2; echo 'cannot open rtsp://me:pw@host/x?token=abc' >&2; exit 7"),
                told);

        assertThat(told.end()).isEqualTo(new ChildEnd.Exited(7, "cannot open rtsp://***@host/x?token=***"));
        assertThat(told.end().text()).contains("exit code 7").doesNotContain("pw@");
    }

    @Test
    void tellsTheSignalThatKilledIt() {
        rig.start(producer("sh", "-c", "kill -9 $$"), told);

        assertThat(told.end()).isEqualTo(new ChildEnd.Signalled(9, ""));
        assertThat(told.end().text()).isEqualTo("killed by signal SIGKILL");
    }

    @Test
    void saysThatAProgramIsNotThere() {
        rig.start(producer("no-such-program", "-x"), told);

        assertThat(told.end()).isInstanceOf(ChildEnd.NotStarted.class);
        assertThat(told.end().text()).startsWith("no-such-program: no such program (expected: ");
    }

    @Test
    void saysThatAPlaceIsNotThere(@TempDir Path place) {
        rig.start(producer("true").in(Map.of(), Optional.of(place.resolve("gone"))), told);

        assertThat(told.end()).isInstanceOf(ChildEnd.NotStarted.class);
    }

    @Test
    void waitsWhileNobodyReads() {
        Child child = rig.start(producer("cat", "/dev/zero"), told);
        await().atMost(LIMIT).until(() -> told.count.get() > 1 << 20);

        rig.onLoop(() -> child.autoRead(false));
        rig.onLoop(() -> {});

        // What was underway has come by now, and the pipe is full: cat sleeps in write(2).
        await().atMost(LIMIT).until(() -> Group.members(child.pid()).stream().allMatch(cat -> cat.state() == 'S'));
        long held = rig.ask(told.count::get);
        await().during(Duration.ofMillis(300))
                .atMost(LIMIT)
                .until(() -> told.count.get() <= held + 2 * OutputPump.PIECE);
        rig.onLoop(() -> child.autoRead(true));
        await().atMost(LIMIT).until(() -> told.count.get() > held + (1 << 20));
        rig.onLoop(child::end);
    }

    @Test
    void filtersAllThatItIsGivenAndEndsBehindIt() {
        Child child = rig.start(filter("tr", "a-z", "A-Z"), told);
        StringBuilder expected = new StringBuilder();

        for (int i = 0; i < 50; i++) {
            String piece = "piece " + i + " ".repeat(5000) + "\n";
            expected.append(piece.toUpperCase(Locale.ROOT));
            rig.onLoop(() -> child.write(Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8)));
        }
        rig.onLoop(child::endInput);

        assertThat(told.end()).isEqualTo(new ChildEnd.Exited(0, ""));
        assertThat(told.text()).isEqualTo(expected.toString());
    }

    @Test
    void saysWhenItsStdinIsFullAndWhenItTakesMore() {
        Child child = rig.start(filter("sh", "-c", "read line; cat"), told);
        byte[] zeros = new byte[32 * 1024];

        long given = rig.ask(() -> {
            long count = 0;
            while (child.writable()) {
                child.write(Unpooled.copiedBuffer(zeros));
                count += zeros.length;
            }
            return count;
        });

        assertThat(given).isEqualTo(Child.INPUT_LIMIT);
        await().atMost(LIMIT).until(() -> child.pending() < given);
        rig.onLoop(() -> child.write(Unpooled.copiedBuffer("\n", StandardCharsets.US_ASCII)));
        await().atMost(LIMIT).until(() -> told.writable.get() > 0);
        rig.onLoop(child::end);
    }

    @Test
    void endsWithItsDescendants() {
        Child child = rig.start(producer("sh", "-c", "sleep 1000 & sleep 1000 & echo up; wait"), told);
        await().atMost(LIMIT).until(() -> told.count.get() == 3);
        long group = child.pid();
        assertThat(Group.members(group)).hasSize(3);

        rig.onLoop(child::end);

        await().atMost(LIMIT).until(() -> Group.members(group).isEmpty() && rig.children.count() == 0);
        assertThat(told.ended).as("told after end()").isNotDone();
    }

    @Test
    void isKilledWhenItDoesNotEndInTime() {
        Child child = rig.start(quick(producer("sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done")), told);
        await().atMost(LIMIT).until(() -> told.count.get() == 3);
        long group = child.pid();

        rig.onLoop(child::end);

        await().atMost(LIMIT).until(() -> Group.members(group).isEmpty() && rig.children.count() == 0);
    }

    @Test
    void leavesNobodyBehindWhenItExitsAlone() {
        Child child = rig.start(quick(producer("sh", "-c", "trap '' TERM; sleep 1000 & sleep 1000 & exit 5")), told);

        assertThat(told.end()).isEqualTo(new ChildEnd.Exited(5, ""));
        assertThat(Group.members(child.pid())).isEmpty();
    }

    @Test
    void talksAsMuchAsItLikesWithoutWaiting() {
        rig.start(producer("sh", "-c", "yes chatter | head -c 3000000 >&2; echo over"), told);

        assertThat(told.end()).isEqualTo(new ChildEnd.Exited(0, "chatter"));
        assertThat(told.text()).isEqualTo("over\n");
    }

    @Test
    void canBeEndedBeforeItRuns() {
        rig.onLoop(() ->
                rig.children.start(producer("sleep", "1000"), rig.loop(), told).end());

        await().atMost(LIMIT).until(() -> rig.children.count() == 0);
    }

    @Test
    void endsWithTheDaemonsStop() {
        List<Child> children = Stream.generate(() -> rig.start(producer("sleep", "1000"), new Told()))
                .limit(5)
                .toList();
        await().atMost(LIMIT).until(() -> children.stream().allMatch(child -> child.pid() > 0));

        rig.close();

        assertThat(children).allMatch(child -> Group.members(child.pid()).isEmpty());
    }
}
