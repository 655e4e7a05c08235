package io.ringcast.daemon.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ordered start and stop. */
@Timeout(20)
class LifecycleTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final CompletionStage<?> DOWN = CompletableFuture.completedStage(null);

    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void startsInOrderAndStopsInReverse() throws Exception {
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), part("b"), part("c")));

        lifecycle.start();
        lifecycle.stop();

        assertThat(seen).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
    }

    @Test
    void waitsForAPartToBeDownBeforeItStopsTheNext() throws Exception {
        CompletableFuture<String> down = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        Part slow = new Part(
                "slow",
                () -> {},
                () -> {
                    asked.countDown();
                    return down;
                },
                LONG);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), slow));
        lifecycle.start();
        CompletableFuture<Void> stop = inBackground(lifecycle::stop);
        asked.await();
        assertThat(seen).containsExactly("+a");

        down.complete("done");
        stop.get();

        assertThat(seen).containsExactly("+a", "-a");
    }

    @Test
    void stopsWhatWasStartedWhenAPartFails() {
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), part("b"), failing("port", "in use"), part("c")));

        LifecycleException failure = catchThrowableOfType(LifecycleException.class, lifecycle::start);

        assertThat(seen).containsExactly("+a", "+b", "-b", "-a");
        assertThat(failure.part()).isEqualTo("port");
        assertThat(failure)
                .hasMessage("port: could not be started, java.io.IOException: in use")
                .hasCauseInstanceOf(IOException.class)
                .hasNoSuppressedExceptions();
    }

    @Test
    void suppressesFailuresOfTheStopOntoTheFailureOfTheStart() {
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), stubborn("b"), failing("port", "in use")));

        LifecycleException failure = catchThrowableOfType(LifecycleException.class, lifecycle::start);

        assertThat(failure.part()).isEqualTo("port");
        assertThat(failure.getSuppressed())
                .singleElement()
                .asString()
                .contains("b: could not be stopped, java.lang.IllegalStateException: b will not");
        assertThat(seen).containsExactly("+a", "-a");
    }

    @Test
    void stopsWhatWasStartedWhenAPartFailsWithAnError() {
        Part broken = new Part(
                "native",
                () -> {
                    throw new UnsatisfiedLinkError("no such library");
                },
                () -> DOWN,
                LONG);

        assertThatThrownBy(new Lifecycle(List.of(part("a"), broken))::start)
                .isInstanceOf(LifecycleException.class)
                .hasCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(seen).containsExactly("+a", "-a");
    }

    @Test
    void stopsTheOthersWhenSomeFailToStop() throws Exception {
        Part failsLater =
                new Part("later", () -> {}, () -> CompletableFuture.failedFuture(new IOException("broken")), LONG);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), stubborn("b"), failsLater, part("c")));
        lifecycle.start();

        LifecycleException failure = catchThrowableOfType(LifecycleException.class, lifecycle::stop);

        assertThat(seen).containsExactly("+a", "+c", "-c", "-a");
        assertThat(failure.part()).isEqualTo("later");
        assertThat(failure.getSuppressed())
                .extracting(e -> ((LifecycleException) e).part())
                .containsExactly("b");
    }

    @Test
    void leavesAPartBehindThatTakesTooLong() throws Exception {
        Part never = new Part("never", () -> {}, CompletableFuture::new, SHORT);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), never));
        lifecycle.start();

        assertThatThrownBy(lifecycle::stop).hasMessage("never: did not stop within 20 ms, left behind");
        assertThat(seen).containsExactly("+a", "-a");
    }

    @Test
    void leavesAPartBehindWhoseStopDoesNotReturn() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), Part.closing("blocks", released::await, SHORT)));
        lifecycle.start();

        assertThatThrownBy(lifecycle::stop).hasMessage("blocks: did not stop within 20 ms, left behind");
        assertThat(seen).containsExactly("+a", "-a");
        released.countDown();
    }

    @Test
    void stopsOnce() throws Exception {
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), stubborn("b")));
        lifecycle.start();
        assertThatThrownBy(lifecycle::stop).isInstanceOf(LifecycleException.class);

        lifecycle.stop();

        assertThat(seen).containsExactly("+a", "-a");
        lifecycle.awaitStopped();
    }

    @Test
    void startsNothingAfterAStop() throws Exception {
        Lifecycle lifecycle = new Lifecycle(List.of(part("a")));
        lifecycle.stop();

        assertThatThrownBy(lifecycle::start).hasMessage("a: not started, since stop was called");
        assertThat(seen).isEmpty();
    }

    @Test
    void startsOnce() throws Exception {
        Lifecycle lifecycle = new Lifecycle(List.of(part("a")));
        lifecycle.start();

        assertThatThrownBy(lifecycle::start).isInstanceOf(IllegalStateException.class);
        assertThat(seen).containsExactly("+a");
    }

    @Test
    void waitsForThePartBeingStartedWhenStoppedMeanwhile() throws Exception {
        CountDownLatch inStart = new CountDownLatch(1);
        CountDownLatch mayStart = new CountDownLatch(1);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), slowToStart("b", inStart, mayStart, LONG), part("c")));
        CompletableFuture<Void> start = inBackground(lifecycle::start);
        inStart.await();
        CompletableFuture<Void> stop = new CompletableFuture<>();
        Thread stopper = inBackground(lifecycle::stop, stop);
        await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);

        mayStart.countDown();
        stop.get();

        assertThat(start).failsWithin(LONG).withThrowableThat().withMessageContaining("b: stopped at once");
        assertThat(seen).containsExactly("+a", "+b", "-b", "-a");
    }

    @Test
    void doesNotWaitForEverForAPartBeingStarted() throws Exception {
        CountDownLatch inStart = new CountDownLatch(1);
        CountDownLatch mayStart = new CountDownLatch(1);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), slowToStart("b", inStart, mayStart, SHORT)));
        CompletableFuture<Void> start = inBackground(lifecycle::start);
        inStart.await();

        assertThatThrownBy(lifecycle::stop).hasMessage("b: did not start within 20 ms, left behind");
        assertThat(seen).containsExactly("+a", "-a");

        mayStart.countDown();
        assertThat(start).failsWithin(LONG);
        assertThat(seen).containsExactly("+a", "-a", "+b", "-b");
    }

    @Test
    void keepsAnInterruptForTheCaller() throws Exception {
        Part never = new Part("never", () -> {}, CompletableFuture::new, LONG);
        Lifecycle lifecycle = new Lifecycle(List.of(part("a"), never));
        lifecycle.start();

        Thread.currentThread().interrupt();

        assertThatThrownBy(lifecycle::stop).hasMessage("never: interrupted while it had to stop");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(seen).containsExactly("+a", "-a");
    }

    private Part part(String name) {
        return new Part(
                name,
                () -> seen.add("+" + name),
                () -> {
                    seen.add("-" + name);
                    return DOWN;
                },
                LONG);
    }

    private Part slowToStart(String name, CountDownLatch inStart, CountDownLatch mayStart, Duration limit) {
        return new Part(
                name,
                () -> {
                    inStart.countDown();
                    assertThat(mayStart.await(10, TimeUnit.SECONDS)).isTrue();
                    seen.add("+" + name);
                },
                part(name).stop(),
                limit);
    }

    private static Part failing(String name, String message) {
        return new Part(
                name,
                () -> {
                    throw new IOException(message);
                },
                () -> DOWN,
                LONG);
    }

    private static Part stubborn(String name) {
        return Part.closing(
                name,
                () -> {
                    throw new IllegalStateException(name + " will not");
                },
                LONG);
    }

    private static CompletableFuture<Void> inBackground(Part.Start action) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        inBackground(action, result);
        return result;
    }

    private static Thread inBackground(Part.Start action, CompletableFuture<Void> result) {
        Thread thread = new Thread(() -> {
            try {
                action.start();
                result.complete(null);
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
