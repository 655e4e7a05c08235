package io.ringcast.daemon.process;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that a child has from before its start until nobody of its group is left.
 *
 * <pre>
 *   fork ► setsid ► sh waits at the gate ── add to watchdog ── open gate ► exec ► … ► exit ──► reaped ── look for descendants ── told
 *                                                                         └ told to end: TERM, grace, KILL ┘
 * </pre>
 *
 * <p>The gate is a line on the child's stdin. A daemon that is killed before it says that line leaves a shell that reads the end of its stdin
 * and goes; one that is killed later leaves a group that the watchdog knows. There is no moment in between.
 */
final class Keeper implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Child.class);

    /** Waits at the gate, then becomes the command. The command is in the arguments: the shell does not look into it. */
    private static final String GATE = "IFS= read -r go || exit 125; exec \"$@\"";

    private static final String GATE_WITHOUT_INPUT = GATE + " </dev/null";

    /** What systemd says to the daemon, and to nobody else. */
    private static final List<String> OURS =
            List.of("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Child child;
    private final ChildCommand command;
    private final Watchdog watchdog;
    private final ByteBufAllocator allocator;
    private final LongSupplier nanos;
    private final Runnable over;

    private volatile boolean exited;

    /** @param over told when everything of this child is gone */
    Keeper(Child child, Watchdog watchdog, ByteBufAllocator allocator, LongSupplier nanos, Runnable over) {
        this.child = child;
        this.command = child.command();
        this.watchdog = watchdog;
        this.allocator = allocator;
        this.nanos = nanos;
        this.over = over;
    }

    @Override
    public void run() {
        ChildEnd end;
        try {
            end = keep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = new ChildEnd.NotStarted("interrupted", false);
        } catch (RuntimeException e) {
            log.error("{} child={} event=keeper-broken", command.owner(), command.program(), e);
            end = new ChildEnd.NotStarted(
                    "our own code failed: " + e + " (expected: no such thing; please report it)", true);
        }
        child.input().discard();
        child.ended(end);
        over.run();
    }

    private ChildEnd keep() throws InterruptedException {
        if (Programs.find(command).isEmpty()) {
            return new ChildEnd.NotStarted(
                    command.words().get(0) + ": no such program"
                            + " (expected: one that can be executed, found on PATH; install it, or write its path)",
                    true);
        }
        Process process;
        try {
            process = start();
        } catch (IOException e) {
            return new ChildEnd.NotStarted(
                    command.program() + ": " + e.getMessage()
                            + " (expected: that it can be started; setsid is in the package util-linux)",
                    false);
        }
        try {
            watchdog.add(process.pid());
        } catch (IOException e) {
            // Nobody has opened the gate.
            process.destroyForcibly().waitFor();
            return new ChildEnd.NotStarted(command.program() + ": no watchdog for it, " + e.getMessage(), false);
        }
        return attend(process);
    }

    private Process start() throws IOException {
        List<String> line = new ArrayList<>(List.of("setsid", "/bin/sh", "-c"));
        line.add(command.input() ? GATE : GATE_WITHOUT_INPUT);
        line.add("ringcast-child");
        line.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(line);
        command.directory().ifPresent(place -> builder.directory(place.toFile()));
        Map<String, String> environment = builder.environment();
        OURS.forEach(environment::remove);
        environment.putAll(command.environment());
        if (!command.output()) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        return builder.start();
    }

    /** Sees a started child to its end. */
    private ChildEnd attend(Process process) throws InterruptedException {
        long pid = process.pid();
        ErrorLog said = new ErrorLog(process.getErrorStream(), command, pid, log, nanos);
        List<Thread> pipes = new ArrayList<>(List.of(thread("stderr", said)));
        OutputPump pump = null;
        if (command.output()) {
            pump = new OutputPump(process.getInputStream(), allocator, child::deliver);
            pipes.add(thread("stdout", pump));
        }
        Thread keeper = Thread.currentThread();
        child.keptBy(keeper);
        child.started(pid, pump);
        OutputStream stdin = process.getOutputStream();
        openGate(stdin);
        if (command.input()) {
            pipes.add(thread("stdin", () -> child.input().run(stdin)));
        }
        pipes.forEach(Thread::start);
        thread("wait", () -> {
                    reap(process);
                    exited = true;
                    LockSupport.unpark(keeper);
                })
                .start();
        log.debug("{} child={} pid={} event=started", command.owner(), command.program(), pid);
        awaitEnd(pid);
        endGroup(pid);
        child.input().abort();
        for (Thread pipe : pipes) {
            pipe.join();
        }
        ChildEnd end = ChildEnd.of(process.exitValue(), said.lastLine());
        log.debug("{} child={} pid={} event=ended how=\"{}\"", command.owner(), command.program(), pid, end.text());
        return end;
    }

    private void openGate(OutputStream stdin) {
        try {
            stdin.write('\n');
            stdin.flush();
            if (!command.input()) {
                stdin.close();
            }
        } catch (IOException e) {
            // It was killed at the gate, and its exit value says so.
        }
    }

    /** Until it has ended, by itself or because it was told to. */
    private void awaitEnd(long pid) {
        while (!exited && !child.ending()) {
            LockSupport.park(this);
        }
        if (exited) {
            return;
        }
        watchdog.terminate(pid);
        long deadline = nanos.getAsLong() + command.grace().toNanos();
        boolean killed = false;
        while (!exited) {
            long left = deadline - nanos.getAsLong();
            if (killed) {
                LockSupport.park(this);
            } else if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else {
                killed = true;
                watchdog.kill(pid);
                log.warn("{} child={} pid={} event=killed reason=grace-over", command.owner(), command.program(), pid);
            }
        }
    }

    /** Its descendants go with it, those who stay with violence. */
    private void endGroup(long pid) throws InterruptedException {
        if (watchdog.remains(pid)) {
            watchdog.terminate(pid);
            long deadline = nanos.getAsLong() + command.grace().toNanos();
            while (watchdog.remains(pid) && nanos.getAsLong() - deadline < 0) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
            watchdog.kill(pid);
        }
        watchdog.forget(pid);
    }

    private Thread thread(String pipe, Runnable task) {
        Thread thread = new Thread(task, Children.threadName(command, pipe));
        thread.setDaemon(true);
        return thread;
    }

    private static void reap(Process process) {
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
