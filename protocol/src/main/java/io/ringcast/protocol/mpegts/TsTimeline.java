package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Puts pieces of transport stream end to end on one unbroken timeline: moves clocks and time stamps by a fixed offset per piece and lets
 * the continuity counter of each PID run on from where the piece before left it.
 *
 * <p>Nothing is decoded and nothing else is changed. Within a piece every counter is moved by the same amount, so that the losses and
 * repetitions of the piece stay visible as they are. With offset 0 and counters that run on already, no byte changes. PCR, OPCR, PTS and
 * DTS move; the ESCR of a PES header, the DTS_next_AU of an adaptation field extension and stamps in scrambled payload do not. Belongs
 * to the thread that uses it.
 */
public final class TsTimeline {

    private static final byte UNSEEN = -1;

    private final TsPacket packet = new TsPacket();
    private final PesHeader pes = new PesHeader();

    /** The counter written last, by PID. */
    private final byte[] counters = new byte[TsPacket.PID_COUNT];

    /** What is added to the counters of this piece, by PID. */
    private final byte[] shifts = new byte[TsPacket.PID_COUNT];

    private long offset;
    private long stampOffset;
    private long unreachedStamps;

    /** Begins with a piece that is not moved. */
    public TsTimeline() {
        Arrays.fill(counters, UNSEEN);
        Arrays.fill(shifts, UNSEEN);
    }

    /**
     * A new piece begins with the next packet.
     *
     * @param offset what is added to its clocks, in 27 MHz ticks, positive or negative; time stamps move by the whole 90 kHz ticks of it
     */
    public void begin(long offset) {
        this.offset = Math.floorMod(offset, TsClock.MODULUS);
        this.stampOffset = this.offset / TsClock.TICKS_PER_STAMP;
        Arrays.fill(shifts, UNSEEN);
    }

    /** Changes the readable bytes of {@code packets} in place, which are whole packets. Borrows the buffer and moves no index of it. */
    public void restamp(ByteBuf packets) {
        restamp(packets, packets.readerIndex(), packets.readableBytes());
    }

    /** Changes {@code length} bytes at {@code index} in place, which are whole packets. Borrows the buffer and moves no index of it. */
    public void restamp(ByteBuf packets, int index, int length) {
        if (length % TsPacket.SIZE != 0) {
            throw new IllegalArgumentException(
                    "length: " + length + " (expected: a multiple of " + TsPacket.SIZE + ")");
        }
        for (int at = index; at < index + length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (packet.transportError() || packet.pid() == TsPacket.NULL_PID) {
                continue;
            }
            runOn();
            if (offset != 0) {
                move();
            }
        }
    }

    /** Time stamps that were left as they were because their PES header runs on into the next packet. */
    public long unreachedStamps() {
        return unreachedStamps;
    }

    // ISO/IEC 13818-1, 2.4.3.3: the counter steps with each packet of the PID that has payload, and stands still with
    // the others.
    private void runOn() {
        int pid = packet.pid();
        int counter = packet.continuityCounter();
        if (shifts[pid] == UNSEEN) {
            int next = counters[pid] + (packet.hasPayload() ? 1 : 0);
            shifts[pid] = counters[pid] == UNSEEN ? 0 : (byte) (next - counter & 0x0F);
        }
        int moved = counter + shifts[pid] & 0x0F;
        if (moved != counter) {
            packet.setContinuityCounter(moved);
        }
        counters[pid] = (byte) moved;
    }

    private void move() {
        if (packet.hasPcr()) {
            packet.setPcr(TsClock.add(packet.pcr(), offset));
        }
        if (packet.hasOpcr()) {
            packet.setOpcr(TsClock.add(packet.opcr(), offset));
        }
        // A section never begins with 00 00 01: behind pointer_field 0 it would be a PAT without
        // section_syntax_indicator.
        if (!pes.wrap(packet)) {
            return;
        }
        if (pes.stampsCut()) {
            unreachedStamps++;
        }
        if (pes.hasDts()) {
            pes.setDts(TsClock.addStamp(pes.dts(), stampOffset));
        }
        if (pes.hasPts()) {
            pes.setPts(TsClock.addStamp(pes.pts(), stampOffset));
        }
    }
}
