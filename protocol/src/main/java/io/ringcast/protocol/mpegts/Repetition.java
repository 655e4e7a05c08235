package io.ringcast.protocol.mpegts;

/** How regularly something comes again, in ticks of 27 MHz. */
final class Repetition {

    private static final long NEVER = Long.MIN_VALUE;

    private long last = NEVER;

    /** From when the next lateness counts: the last time it came, or was found missing. */
    private long since = NEVER;

    private long count;
    private long longest;
    private long total;

    /** From now on it is expected. */
    void expect(long now) {
        if (since == NEVER) {
            since = now;
        }
    }

    void seen(long now) {
        if (last != NEVER) {
            long interval = now - last;
            longest = Math.max(longest, interval);
            total += interval;
            count++;
        }
        last = now;
        since = now;
    }

    /** The time jumps: what lies between is no interval. */
    void restart() {
        last = NEVER;
        since = NEVER;
    }

    /** Whether it has not come for more than {@code limit}; after that answer another {@code limit} is waited. */
    boolean isLate(long now, long limit) {
        if (since == NEVER || now - since <= limit) {
            return false;
        }
        since = now;
        return true;
    }

    /** Whether it came within the last {@code limit}. */
    boolean within(long now, long limit) {
        return last != NEVER && now - last <= limit;
    }

    long longest() {
        return longest;
    }

    /** Mean interval; 0 before there was one. */
    long average() {
        return count == 0 ? 0 : total / count;
    }
}
