package io.ringcast.daemon.output.udp;

/** Bounds how many datagrams follow each other at once when they are late: behind those, each comes after half its distance. */
final class Burst {

    private final int most;

    private int left;
    private long notBefore;
    private long lastIdeal;
    private long distance;

    Burst(int most) {
        this.most = most;
        restart();
    }

    /** What comes next has nothing to do with what came before. */
    void restart() {
        left = most;
        notBefore = Long.MIN_VALUE;
        lastIdeal = Long.MIN_VALUE;
        distance = 0;
    }

    /** When a datagram may be sent that should be at {@code ideal}. */
    long due(long ideal) {
        return Math.max(ideal, notBefore);
    }

    /** One that should have been at {@code ideal} was sent at {@code now}. */
    void sent(long ideal, long now) {
        if (lastIdeal != Long.MIN_VALUE && ideal > lastIdeal) {
            distance = ideal - lastIdeal;
        }
        lastIdeal = ideal;
        if (now - ideal <= distance) {
            left = most;
            notBefore = Long.MIN_VALUE;
        } else if (--left <= 0) {
            left = 0;
            notBefore = now + distance / 2;
        }
    }
}
