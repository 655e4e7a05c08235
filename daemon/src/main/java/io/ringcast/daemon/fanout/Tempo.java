package io.ringcast.daemon.fanout;

import java.util.concurrent.TimeUnit;

/**
 * When an audience is walked: as soon as it costs next to nothing, and later the more a walk costs, up to the latency.
 *
 * <pre>
 *   oldest byte that waits ──────────────────────────────────────────────────────────────► time
 *          │◄─ company: 64 times what a walk costs ─►│
 *          │◄─ or until {@link #KNEE_BYTES} wait for each listener ─►│
 *          │◄─ latency, never longer; widened by the loop's {@link Stretch} while its core is full ─►│
 * </pre>
 *
 * <p>The cost of a fan-out is the number of its sends, not their size: bytes that wait for company are what saves CPU. With few listeners
 * there is nothing to save. Owned by one event loop; all times in nanoseconds.
 */
final class Tempo {

    /** Bytes at which waiting longer saves little: behind the knee of CPU over send size. */
    static final long KNEE_BYTES = 64 * 1024;

    /** A walk may be repeated after this many times what it costs: then it takes a sixty-fourth of a core. */
    private static final int COMPANY = 64;

    /** What a send costs at least: a transport that only queues it in the walk does the work later. */
    private static final long SEND = TimeUnit.MICROSECONDS.toNanos(4);

    /** Shorter waits are not worth waking up for. */
    private static final long WORTH_A_TIMER = TimeUnit.MILLISECONDS.toNanos(1);

    /** How late the last byte of a walk may be before the walk counts as an overrun: a quarter more than the latency and this. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int MIN_DEPTH = 8 << 10;
    private static final int MAX_DEPTH = 128 << 10;

    private final long latency;
    private final Stretch stretch;
    private long cost;
    private long bytesPerSecond;

    Tempo(long latency, Stretch stretch) {
        this.latency = latency;
        this.stretch = stretch;
    }

    /** The stream's rate is known anew. */
    void rate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** How long the oldest byte may wait from its publication to the walk. */
    long patience() {
        return Math.min(company(), stretch.widened(latency));
    }

    /**
     * A walk is over.
     *
     * @param took the time that the loop spent in it
     * @param sends how many listeners were sent something
     * @param waited from the publication of the oldest byte to the end of the walk
     * @return whether the last listener's bytes were later than the latency allows
     */
    boolean walked(long took, int sends, long waited) {
        cost = (3 * cost + Math.max(took, sends * SEND)) / 4;
        if (bytesPerSecond > 0 && company() >= latency) {
            // Only these would come less often if the latency were longer.
            stretch.worked(took);
        }
        return waited > latency + latency / 4 + GRACE;
    }

    private long company() {
        long cheap = cost * COMPANY;
        if (cheap < WORTH_A_TIMER) {
            return 0;
        }
        return bytesPerSecond == 0 ? cheap : Math.min(cheap, (long) (KNEE_BYTES * 1e9 / bytesPerSecond));
    }

    /** How many bytes the kernel should hold unsent for each listener: one batch or half a second of stream, the larger. */
    int depth() {
        long batch = Math.min(KNEE_BYTES, (long) (bytesPerSecond / 1e9 * latency));
        long wanted = Math.max(batch, bytesPerSecond / 2);
        return bytesPerSecond == 0
                ? MAX_DEPTH
                : (int) Math.min(MAX_DEPTH, Math.max(MIN_DEPTH, ceilingPowerOfTwo(wanted)));
    }

    private static long ceilingPowerOfTwo(long n) {
        return n <= 1 ? 1 : Long.highestOneBit(n - 1) << 1;
    }
}
