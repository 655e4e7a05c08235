package io.ringcast.client.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How far a load test has come: counted down by its loops, waited for by the thread that runs it. */
final class Progress {

    private final CountDownLatch connecting;
    private final CountDownLatch running;
    private final CountDownLatch catchingUp;

    Progress(int listeners, int stopped) {
        this.connecting = new CountDownLatch(listeners);
        this.running = new CountDownLatch(listeners);
        this.catchingUp = new CountDownLatch(stopped);
    }

    /** A connection stands, or was not made. */
    void onSettled() {
        connecting.countDown();
    }

    /** A listener has ended before the test. */
    void onEnded() {
        running.countDown();
    }

    /** A listener that had stopped has seen what there was for it. */
    void onCaughtUp() {
        catchingUp.countDown();
    }

    /** Waits until each connection stands or was not made, which each does within its time: the slower the host, the longer. */
    void awaitConnected() throws InterruptedException {
        connecting.await();
    }

    /** Waits for so long, or until every listener has ended. */
    void awaitEnds(long nanos) throws InterruptedException {
        if (running.await(nanos, TimeUnit.NANOSECONDS)) {
            // Nobody is left to wait for.
            return;
        }
    }

    /** Waits until those that had stopped have seen what there was for them, no longer than given. */
    void awaitCaughtUp(long nanos) throws InterruptedException {
        if (!catchingUp.await(nanos, TimeUnit.NANOSECONDS)) {
            // A server that says nothing more leaves them where they are.
            return;
        }
    }
}
