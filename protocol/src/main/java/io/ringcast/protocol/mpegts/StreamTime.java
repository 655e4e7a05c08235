package io.ringcast.protocol.mpegts;

/**
 * The time by which a stream is measured, in ticks of 27 MHz: when its packets arrived, or, where it comes as fast as it can, its own
 * clock.
 *
 * <p>Its own clock is the first PCR PID that is seen, and another one when that falls silent. Between two PCRs the time goes on by
 * packets, at the rate of the interval before. It never runs back; where the PCR jumps it goes on at that rate too.
 */
final class StreamTime {

    /** A step of the PCR that is not believed to be time that passed. */
    private static final long JUMP = 10 * TsClock.FREQUENCY;

    private static final long SILENCE = TsClock.FREQUENCY;
    private static final int NO_PID = -1;

    private final boolean byArrival;
    private long ticks;
    private boolean running;

    private long firstNanos;

    // When the last packets arrived, and the number of the first of these.
    private long lastNanos;
    private long arrivalPlace;

    private int pid = NO_PID;
    private long pcr;
    private long packetsThen;
    private double ticksPerPacket;
    private boolean hasRate;

    StreamTime(boolean byArrival) {
        this.byArrival = byArrival;
    }

    boolean byArrival() {
        return byArrival;
    }

    /** Whether there is a time yet. */
    boolean running() {
        return running;
    }

    /**
     * The next packets arrived at {@code nanos}, of any clock that never runs back. Those with the same time arrived together.
     *
     * @param place the number of the first of them
     */
    void arrived(long nanos, long place) {
        if (!byArrival) {
            return;
        }
        if (!running) {
            running = true;
            firstNanos = nanos;
            arrivalPlace = place;
        } else if (nanos != lastNanos) {
            arrivalPlace = place;
        }
        lastNanos = nanos;
        ticks = Math.max(ticks, (nanos - firstNanos) / 1000 * 27 + (nanos - firstNanos) % 1000 * 27 / 1000);
    }

    /** The number of the first of the packets that arrived together with the last one. */
    long arrivalPlace() {
        return arrivalPlace;
    }

    /** A PCR came in the packet with that number; true when it moved the time on. */
    boolean clock(int pcrPid, long value, long packets, boolean discontinuity) {
        if (byArrival) {
            return false;
        }
        if (pid == NO_PID) {
            running = true;
            follow(pcrPid, value, packets);
            return true;
        }
        if (pcrPid != pid) {
            if (now(packets) - ticks < SILENCE) {
                return false;
            }
            ticks = now(packets);
            follow(pcrPid, value, packets);
            return true;
        }
        long step = TsClock.difference(value, pcr);
        long passed = packets - packetsThen;
        if (discontinuity || step <= 0 || step > JUMP) {
            ticks = now(packets);
        } else {
            ticks += step;
            if (passed > 0) {
                double rate = (double) step / passed;
                ticksPerPacket = hasRate ? ticksPerPacket + (rate - ticksPerPacket) / 4 : rate;
                hasRate = true;
            }
        }
        follow(pcrPid, value, packets);
        return true;
    }

    /** The time of the packet with that number. */
    long now(long packets) {
        return byArrival ? ticks : ticks + (long) (ticksPerPacket * (packets - packetsThen));
    }

    private void follow(int pcrPid, long value, long packets) {
        pid = pcrPid;
        pcr = value;
        packetsThen = packets;
    }
}
