package io.ringcast.daemon.output.udp;

/**
 * Bounds how many datagrams follow each other at once when they are late: a bucket of so many, filled with one for each half distance
 * between datagrams. So what is late comes at twice the rate, also when its thread is woken rarely.
 */
final class Burst {

    private final int most;

    /** When there is one in the bucket again, at the latest. */
    private long notBefore;

    private long lastIdeal;
    private long step;

    Burst(int most) {
        this.most = most;
        restart();
    }

    /** What comes next has nothing to do with what came before. */
    void restart() {
        notBefore = Long.MIN_VALUE;
        lastIdeal = Long.MIN_VALUE;
        step = 0;
    }

    /** When a datagram may be sent that should be at {@code ideal}. */
    long due(long ideal) {
        return Math.max(ideal, notBefore);
    }

    /** One that should have been at {@code ideal} was sent at {@code now}. */
    void sent(long ideal, long now) {
        if (lastIdeal != Long.MIN_VALUE && ideal > lastIdeal) {
            step = (ideal - lastIdeal) / 2;
        }
        lastIdeal = ideal;
        notBefore = Math.max(notBefore, now - (most - 1) * step) + step;
    }
}
