package io.ringcast.daemon.output.udp;

import io.ringcast.daemon.ring.Ring;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsPacket;
import java.util.concurrent.TimeUnit;

/**
 * Finds the references of a stream's program clock ahead of what is sent, and writes them down in a {@link ClockTrail}.
 *
 * <p>Of several programs one is followed: the first one that is seen, until it says no more while others do. A stream without a program
 * clock is paced by when its bytes arrived.
 */
final class ClockScanner {

    /** References of other programs without one of our own, after which ours is gone. */
    private static final int LOST_AFTER = 256;

    /** For so long bytes may come without a reference before their arrival counts. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long ARRIVALS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Ring ring;
    private final PacketWindow window;
    private final ClockTrail trail;

    private long scanned;
    private int pid = -1;
    private int others;
    private boolean byArrival;
    private long newestNanos;
    private long arrivalOffset;

    ClockScanner(Ring ring, PacketWindow window, ClockTrail trail) {
        this.ring = ring;
        this.window = window;
        this.trail = trail;
    }

    /** Begins anew at {@code offset}, a packet. */
    void restart(long offset, long now) {
        scanned = offset;
        arrivalOffset = offset;
        newestNanos = now;
        pid = -1;
        others = 0;
        byArrival = false;
        trail.clear();
    }

    /** The PID whose program clock is followed, -1 before it is known. */
    int pid() {
        return pid;
    }

    /**
     * Goes on, at most to {@code limit} and for {@code budget} bytes.
     *
     * @return whether there is more; false too when what is next has been lapped
     */
    boolean scan(long limit, int budget, long now) {
        long until = Math.min(limit, scanned + budget);
        try {
            while (scanned + TsPacket.SIZE <= until && !trail.full()) {
                TsPacket packet = window.packet(scanned, until);
                if (packet == null) {
                    return false;
                }
                if (packet.hasPcr() && !packet.transportError()) {
                    onClock(packet, now);
                }
                scanned += TsPacket.SIZE;
            }
        } finally {
            window.release();
        }
        if (now - newestNanos > (byArrival ? ARRIVALS_NANOS : PATIENCE_NANOS) && scanned > arrivalOffset) {
            onArrival(now);
        }
        return scanned + TsPacket.SIZE <= limit && !trail.full();
    }

    private void onClock(TsPacket packet, long now) {
        boolean jumps = packet.discontinuity() || byArrival;
        if (packet.pid() != pid) {
            if (pid >= 0 && ++others < LOST_AFTER && !byArrival) {
                return;
            }
            jumps |= pid >= 0;
            pid = packet.pid();
        }
        others = 0;
        byArrival = false;
        newestNanos = now;
        arrivalOffset = scanned;
        trail.add(scanned, packet.pcr(), jumps);
    }

    /** What has come since the last reference came over that time. */
    private void onArrival(long now) {
        boolean first = !byArrival;
        if (first && trail.full()) {
            return;
        }
        byArrival = true;
        if (first) {
            trail.add(arrivalOffset, ticks(newestNanos), true);
        }
        trail.add(scanned, ticks(now), false);
        arrivalOffset = scanned;
        newestNanos = now;
    }

    private static long ticks(long nanos) {
        return TsClock.add(Math.floorDiv(nanos, 1000) * 27, 0);
    }

    @Override
    public String toString() {
        return "ClockScanner[" + scanned + " of " + ring.head() + ", pid " + pid + "]";
    }
}
