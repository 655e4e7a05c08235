package io.ringcast.protocol.mpegts;

import java.util.Arrays;

/**
 * Counts breaks of the continuity counters (ISO/IEC 13818-1, 2.4.3.3).
 *
 * <p>A packet may be sent twice in a row. A packet with discontinuity_indicator may have any counter. Null packets and packets with
 * transport_error_indicator are not looked at. Belongs to the thread that feeds it.
 */
public final class ContinuityChecker {

    private static final byte UNSEEN = -1;
    private static final int COUNTER = 0x0F;
    private static final int REPEATED = 0x10;

    /** The last counter of each PID, with a bit that says whether it has come twice. */
    private final byte[] last = new byte[TsPacket.PID_COUNT];

    private long errors;

    public ContinuityChecker() {
        reset();
    }

    /** Forgets what came before; the count of errors stays. */
    public void reset() {
        Arrays.fill(last, UNSEEN);
    }

    /** How many breaks there were. */
    public long errors() {
        return errors;
    }

    /** Looks at the next packet (borrowed); false when packets before it are missing. */
    public boolean check(TsPacket packet) {
        int pid = packet.pid();
        if (pid == TsPacket.NULL_PID || packet.transportError()) {
            return true;
        }
        int counter = packet.continuityCounter();
        int state = last[pid];
        boolean repeated = false;
        boolean right;
        if (state == UNSEEN) {
            right = true;
        } else if (!packet.hasPayload()) {
            right = counter == (state & COUNTER);
            repeated = right && (state & REPEATED) != 0;
        } else if (counter == (state & COUNTER)) {
            right = (state & REPEATED) == 0;
            repeated = true;
        } else {
            right = counter == (state + 1 & COUNTER);
        }
        if (!right && packet.discontinuity()) {
            right = true;
            repeated = false;
        }
        last[pid] = (byte) (repeated ? counter | REPEATED : counter);
        if (!right) {
            errors++;
        }
        return right;
    }
}
