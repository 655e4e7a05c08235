package io.ringcast.daemon.source;

import java.time.Duration;

/**
 * Whether an input that broke goes on at the byte where it did, at once or after a rest, or is given up. Belongs to the source's event
 * loop.
 */
final class Resumption {

    /** So many bytes on a connection are progress: it was worth connecting, and is worth it again at once. */
    static final long PROGRESS_BYTES = 64 * 1024;

    /** Resumptions without progress before a run is given up: few when another input stands by, many when there is none. */
    static final int RESUMES_BESIDE_OTHERS = 2;

    static final int RESUMES_ALONE = 10;

    private final Rotation rotation;
    private final boolean alone;
    private final long goodNanos;

    /**
     * @param rotation is told of the failure: how long the input rests
     * @param alone whether there is no other input
     * @param good how long an input must deliver before its earlier failures are forgotten
     */
    Resumption(Rotation rotation, boolean alone, Duration good) {
        this.rotation = rotation;
        this.alone = alone;
        this.goodNanos = good.toNanos();
    }

    /** {@code lane} was lost: notes it, and answers whether its run goes on when it has rested. */
    boolean afterLoss(Lane lane, InputFailure failure, long nowNanos) {
        int input = lane.input();
        if (lane.hasStreamed(goodNanos, nowNanos)) {
            rotation.onGood(input);
        }
        boolean forward = lane.chain().bytesOfConnection() >= PROGRESS_BYTES;
        lane.countResume(forward);
        boolean resuming = lane.chain().canResume()
                && (alone
                        ? lane.futileResumes() <= RESUMES_ALONE
                        : lane.futileResumes() <= RESUMES_BESIDE_OTHERS && !failure.lasting());
        if (resuming && forward) {
            rotation.onInterrupted(input, failure);
        } else {
            rotation.onFailed(input, failure, nowNanos);
        }
        return resuming;
    }
}
