package io.ringcast.protocol.mpegts;

import org.jspecify.annotations.Nullable;

/** What the analyser knows of one PID. */
final class PidState {

    /** {@link #expected} of a PID whose packets are all looked at closely. */
    static final int ALL = -1;

    private static final int PAYLOAD_ONLY = 0x10;

    final int pid;

    long packets;

    /** Packets at the last time that silence was looked for, and since when there were none. */
    long packetsThen;

    long silentSince;
    long scrambledPackets;
    long continuityErrors;
    long transportErrors;

    /**
     * The last byte of the header of a packet that has nothing to look at: payload only, in the clear, the next counter; {@link #ALL} where
     * such packets are looked at all the same.
     */
    int expected = ALL;

    boolean table;

    @Nullable
    ElementaryStream stream;

    /** The program that has the stream; 0 when none. */
    int program;

    @Nullable
    PcrMeter clock;

    /** Only for the stream at which its program is joined. */
    @Nullable
    JoinDetector joins;

    final Repetition stamps = new Repetition();
    long joinPoints;

    private boolean seen;
    private int next;
    private boolean repeated;

    PidState(int pid) {
        this.pid = pid;
    }

    /** Whether packets are missing before this one (ISO/IEC 13818-1, 2.4.3.3), or it comes too often. */
    boolean breaks(TsPacket packet) {
        int counter = packet.continuityCounter();
        int last = (expected == ALL ? next : expected) - 1 & 0x0F;
        boolean again = false;
        boolean right;
        if (!seen) {
            right = true;
        } else if (!packet.hasPayload()) {
            right = counter == last;
            again = right && repeated;
        } else if (counter == last) {
            right = !repeated;
            again = true;
        } else {
            right = counter == (last + 1 & 0x0F);
        }
        if (!right && packet.discontinuity()) {
            right = true;
            again = false;
        }
        seen = true;
        repeated = again;
        next = counter + 1 & 0x0F;
        expected = ALL;
        return !right;
    }

    /** After a packet was looked at, or the PID got another part: whether the next plain packet need not be looked at. */
    void settle() {
        JoinDetector detector = joins;
        boolean watched = table || repeated || !seen || (detector != null && detector.gathering());
        if (expected != ALL) {
            next = expected & 0x0F;
        }
        expected = watched ? ALL : PAYLOAD_ONLY | next;
    }
}
