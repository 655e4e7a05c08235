package io.ringcast.daemon.process;

import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.process.ChildRig.Told;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that has children with children of their own, one of which does not heed SIGTERM, and waits to be killed. */
final class Orphans {

    static final int COUNT = 4;

    /** Before the line that names their groups. */
    static final String GROUPS = "groups ";

    private Orphans() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChildRig rig = new ChildRig();
        List<Child> children = Stream.iterate(0, i -> i + 1)
                .limit(COUNT)
                .map(i -> rig.start(
                        ChildRig.producer(
                                "sh", "-c", (i == 0 ? "trap '' TERM; " : "") + "sleep 1000 & sleep 1000 & wait"),
                        new Told()))
                .toList();
        await().until(() -> children.stream()
                .allMatch(child -> child.pid() > 0 && Group.members(child.pid()).size() == 3));
        System.out.println(GROUPS
                + children.stream().map(child -> Long.toString(child.pid())).collect(Collectors.joining(" ")));
        Thread.currentThread().join();
    }
}
