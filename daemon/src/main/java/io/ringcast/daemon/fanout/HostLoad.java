package io.ringcast.daemon.fanout;

/** How often one event loop was late in the last ten seconds, and how badly. Fixed memory. Belongs to that loop. */
final class HostLoad {

    private static final int SECONDS = 10;

    private static final long SECOND = 1_000_000_000L;

    private final long began;
    private final long[] seconds = new long[SECONDS];
    private final int[] overruns = new int[SECONDS];
    private final long[] worst = new long[SECONDS];

    HostLoad(long nowNanos) {
        began = nowNanos;
    }

    /** Something that was due came late, or took longer than it may, by so much. */
    void late(long nowNanos, long nanos) {
        long second = second(nowNanos);
        int slot = (int) (second % SECONDS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            overruns[slot] = 0;
            worst[slot] = 0;
        }
        overruns[slot]++;
        worst[slot] = Math.max(worst[slot], nanos);
    }

    /** How often in the last ten seconds. */
    int overruns(long nowNanos) {
        int sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            sum += isRecent(slot, nowNanos) ? overruns[slot] : 0;
        }
        return sum;
    }

    /** The longest of them, nanoseconds. */
    long worstNanos(long nowNanos) {
        long most = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            most = isRecent(slot, nowNanos) ? Math.max(most, worst[slot]) : most;
        }
        return most;
    }

    private boolean isRecent(int slot, long nowNanos) {
        return seconds[slot] > second(nowNanos) - SECONDS;
    }

    /** Counted from the beginning, so that the clock may pass its largest value. */
    private long second(long nowNanos) {
        return Math.max(0, nowNanos - began) / SECOND;
    }
}
