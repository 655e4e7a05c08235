package io.ringcast.daemon.process;

import static io.ringcast.daemon.process.ChildRig.LIMIT;
import static io.ringcast.daemon.process.ChildRig.producer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.process.ChildRig.Told;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Start and stop, over and over: no zombie, no file descriptor, no thread is left. */
final class ManyChildrenTest {

    private static final int AT_ONCE = 10;

    private final ChildRig rig = new ChildRig();

    @AfterEach
    void nothingIsLeft() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void leavesNothingAfterAHundred() {
        cycles(100);
    }

    @Test
    @Tag("long")
    void leavesNothingAfterTenThousand() {
        cycles(10_000);
    }

    private void cycles(int count) {
        round();
        await().atMost(LIMIT).until(() -> rig.children.count() == 0);
        int files = Group.openFiles();
        long threads = threadsOfChildren();

        for (int done = 0; done < count; done += AT_ONCE) {
            round();
        }

        await().atMost(LIMIT).until(() -> rig.children.count() == 0);
        assertThat(Group.ownZombies()).isEmpty();
        await().atMost(LIMIT).until(() -> Group.openFiles() <= files);
        await().atMost(LIMIT).until(() -> threadsOfChildren() <= threads);
    }

    private static long threadsOfChildren() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("child-"))
                .count();
    }

    /** Half of them end by themselves, half are ended. */
    private void round() {
        List<Told> ending = Stream.generate(Told::new).limit(AT_ONCE / 2).toList();
        ending.forEach(told -> rig.start(producer("echo", "hello"), told));
        List<Child> ended = Stream.generate(() -> rig.start(producer("sleep", "1000"), new Told()))
                .limit(AT_ONCE / 2)
                .toList();
        assertThat(ending)
                .allMatch(told -> told.end().isSuccess() && told.text().equals("hello\n"));
        rig.onLoop(() -> ended.forEach(Child::end));
        await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(() -> rig.children.count() == 0);
    }
}
