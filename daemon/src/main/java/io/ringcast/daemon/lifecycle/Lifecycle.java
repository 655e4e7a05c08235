package io.ringcast.daemon.lifecycle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Starts parts in their order and stops them in reverse.
 *
 * <pre>
 *   NEW ──start──► STARTED ──stop──► STOPPED
 *    │                └ a part fails to start: those before it are stopped, then the failure is thrown
 *    └──────────────stop──────────────► STOPPED
 * </pre>
 *
 * <p>A part that fails to stop, or does not within its limit, is left behind and the next is stopped all the same; the first failure is
 * thrown at the end with all later ones suppressed onto it. Stop may be called from any thread but an event loop, also while another
 * thread is in start: no further part is started then, and the one being started is waited for, at most for its limit; when it comes up
 * later, its starter stops it. A stop beside or after another waits for it and finds nothing left to do.
 */
public final class Lifecycle {

    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    /** A part whose start has been called and has not returned. */
    private record Starting(Part part, CompletableFuture<Void> returned) {}

    private final List<Part> parts;

    /** Guarded by this. */
    private State state = State.NEW;

    /** Guarded by this. */
    private @Nullable Starting starting;

    /** What is up, the newest first. Guarded by this. */
    private final Deque<Part> up = new ArrayDeque<>();

    /** Held while parts go down, so that two stops keep the order. */
    private final ReentrantLock stopping = new ReentrantLock();

    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Nothing is started yet.
     *
     * @param parts in the order of their start
     */
    public Lifecycle(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Starts all parts.
     *
     * @throws LifecycleException when one could not be started, or stop was called; whatever came up is down again then
     */
    public void start() throws LifecycleException {
        leaveNew();
        for (Part part : parts) {
            LifecycleException failure = start(part);
            if (failure != null) {
                stopAll().forEach(failure::addSuppressed);
                throw failure;
            }
        }
    }

    /**
     * Stops what is up, newest first. Idempotent, and takes no longer than the limits of all parts together.
     *
     * @throws LifecycleException when a part could not be stopped
     */
    public void stop() throws LifecycleException {
        List<LifecycleException> failures = stopAll();
        if (!failures.isEmpty()) {
            LifecycleException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    /** Waits until a stop has been through, for a main thread that has nothing else to do. */
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    private synchronized void leaveNew() {
        if (state == State.STARTED) {
            throw new IllegalStateException("state: " + state + " (expected: NEW; a lifecycle starts once)");
        }
        if (state == State.NEW) {
            state = State.STARTED;
        }
    }

    /** Starts one part; gives back why it is not to stay up. */
    private @Nullable LifecycleException start(Part part) {
        Starting current = new Starting(part, new CompletableFuture<>());
        synchronized (this) {
            if (state == State.STOPPED) {
                return new LifecycleException(part.name(), "not started, since stop was called");
            }
            starting = current;
        }
        LifecycleException failure = null;
        try {
            part.start().start();
        } catch (Throwable e) { // an Error, such as a native library that is missing, must not leave the others up
            failure = new LifecycleException(part.name(), "could not be started, " + e, e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (this) {
            starting = null;
            if (failure == null) {
                up.push(part);
                failure = state == State.STOPPED
                        ? new LifecycleException(part.name(), "stopped at once, since stop was called")
                        : null;
            }
        }
        current.returned().complete(null);
        return failure;
    }

    private List<LifecycleException> stopAll() {
        List<LifecycleException> failures = new ArrayList<>();
        boolean interrupted = false;
        Starting current;
        synchronized (this) {
            state = State.STOPPED;
            current = starting;
        }
        if (current != null) {
            interrupted = await(current.part(), "start", current.returned(), failures);
        }
        stopping.lock();
        try {
            for (Part part = pollUp(); part != null; part = pollUp()) {
                interrupted |= await(part, "stop", stopping(part), failures);
            }
        } finally {
            stopping.unlock();
            stopped.countDown();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failures;
    }

    private synchronized @Nullable Part pollUp() {
        return up.poll();
    }

    /** On a thread of its own: a part that waits where it should not is left behind too. */
    private static Future<?> stopping(Part part) {
        CompletableFuture<Void> down = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        part.stop().stop().whenComplete((done, failure) -> complete(down, failure));
                    } catch (Throwable e) {
                        down.completeExceptionally(e);
                    }
                },
                "stop " + part.name());
        thread.setDaemon(true);
        thread.start();
        return down;
    }

    private static void complete(CompletableFuture<Void> down, @Nullable Throwable failure) {
        if (failure == null) {
            down.complete(null);
        } else {
            down.completeExceptionally(failure);
        }
    }

    /** Waits for at most the limit of {@code part}; gives back whether an interrupt, which is cleared, ended this wait. */
    private static boolean await(Part part, String what, Future<?> future, List<LifecycleException> failures) {
        try {
            future.get(part.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            String problem = "did not " + what + " within " + part.limit().toMillis() + " ms, left behind";
            failures.add(new LifecycleException(part.name(), problem));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failures.add(new LifecycleException(part.name(), "could not be stopped, " + cause, cause));
        } catch (InterruptedException e) {
            failures.add(new LifecycleException(part.name(), "interrupted while it had to " + what, e));
            return true;
        }
        return false;
    }
}
