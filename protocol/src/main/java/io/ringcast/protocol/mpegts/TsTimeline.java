package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Puts pieces of transport stream end to end on one unbroken timeline: moves clocks and time stamps by fixed offsets per piece and lets
 * the continuity counter of each PID run on from where the piece before left it. Which piece, where its PIDs go and by how much it is
 * moved is for {@link TsSplice} to say.
 *
 * <p>Nothing is decoded and nothing else is changed. Within a piece every counter is moved by the same amount, so that the losses and
 * repetitions of the piece stay visible as they are. With offset 0 and counters that run on already, no byte changes. PCR, OPCR, PTS,
 * DTS, ESCR and the DTS_next_AU of an adaptation field move; stamps in scrambled payload do not. Belongs to the thread that uses it.
 */
final class TsTimeline {

    private static final byte UNSEEN = -1;

    private final TsPacket packet = new TsPacket();
    private final PesHeader pes = new PesHeader();
    private final AdaptationField adaptation = new AdaptationField();
    private final TimelineEnds ends = new TimelineEnds();
    private final UnfinishedPes unfinished = new UnfinishedPes();

    /** The counter written last, by PID as listeners see it. */
    private final byte[] counters = new byte[TsPacket.PID_COUNT];

    /** What is added to the counters of this piece, by PID of the input. */
    private final byte[] shifts = new byte[TsPacket.PID_COUNT];

    private TimelinePiece piece = new TimelinePiece(ProgramMapping.none(ProgramLayout.NONE));

    private long unreachedStamps;

    /** Begins with a piece that is not moved. */
    TsTimeline() {
        Arrays.fill(counters, UNSEEN);
        Arrays.fill(shifts, UNSEEN);
    }

    /** A new piece begins with the next packet. */
    void begin(TimelinePiece next) {
        endPiece();
        piece = next;
        Arrays.fill(shifts, UNSEEN);
    }

    /** The piece goes on, laid out anew. */
    void goOn(TimelinePiece next) {
        for (int pid = 0; pid < shifts.length; pid++) {
            if (piece.pid(pid) != next.pid(pid)) {
                shifts[pid] = UNSEEN;
            }
        }
        endPiece();
        piece = next;
    }

    /** The piece goes on behind a hole that is none, with clocks that are {@code delta} ticks behind what they were. */
    void resume(long delta) {
        for (int clock = 0; clock < piece.clockCount(); clock++) {
            piece.shift(clock, delta);
        }
        Arrays.fill(shifts, UNSEEN);
    }

    /** What is missing of the PES packets of picture and sound that listeners have had the beginning of; the caller's, to be sent now. */
    ByteBuf fillUp(ProgramLayout listeners) {
        ByteBuf out = Unpooled.buffer(0);
        for (ProgramMap map : listeners.maps()) {
            for (ElementaryStream stream : map.streams()) {
                int pid = stream.pid();
                if (stream.codec().kind() != Codec.Kind.OTHER && unfinished.isOpen(pid)) {
                    ByteBuf filling = unfinished.fill(pid, counters[pid]);
                    counters[pid] = (byte) (counters[pid] + filling.readableBytes() / TsPacket.SIZE & 0x0F);
                    out.writeBytes(filling);
                }
            }
        }
        return out;
    }

    TimelineEnds ends() {
        return ends;
    }

    /** Changes the readable bytes of {@code packets} in place, which are whole packets. Borrows the buffer and moves no index of it. */
    void restamp(ByteBuf packets) {
        restamp(packets, packets.readerIndex(), packets.readableBytes());
    }

    /** Changes {@code length} bytes at {@code index} in place, which are whole packets. Borrows the buffer and moves no index of it. */
    void restamp(ByteBuf packets, int index, int length) {
        if (length % TsPacket.SIZE != 0) {
            throw new IllegalArgumentException(
                    "length: " + length + " (expected: a multiple of " + TsPacket.SIZE + ")");
        }
        for (int at = index; at < index + length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (packet.pid() != TsPacket.NULL_PID) {
                restampPacket(packets, at);
            }
        }
    }

    /** Time stamps and splice information that were left as they were because they are cut by the end of a packet. */
    long unreachedStamps() {
        return unreachedStamps + piece.unreachedSplices();
    }

    /**
     * Changes packets of a preamble in place as if they came now; nothing of them is remembered.
     *
     * @param packets whole packets of the input, tables only where these stay as they are (borrowed)
     */
    void restampAside(ByteBuf packets) {
        for (int at = packets.readerIndex(); at < packets.writerIndex(); at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            int pid = packet.pid();
            int shift = shifts[pid] == UNSEEN ? 0 : shifts[pid];
            packet.setContinuityCounter(packet.continuityCounter() + shift);
            if (piece.pid(pid) != pid) {
                packet.setPid(piece.pid(pid));
            }
            moveStamps(piece.offset(piece.clock(pid)), TsPacket.NULL_PID);
        }
    }

    /** Lets the counters of table packets, as listeners see them, run on (borrowed). */
    void numberTables(ByteBuf packets) {
        for (int at = packets.readerIndex(); at < packets.writerIndex(); at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            numberTable();
        }
    }

    /** Gives table packets the counters that lead up to the last ones written (borrowed). */
    void numberTablesBack(ByteBuf packets) {
        int[] next = new int[TsPacket.PID_COUNT];
        for (int at = packets.writerIndex() - TsPacket.SIZE; at >= packets.readerIndex(); at -= TsPacket.SIZE) {
            packet.wrap(packets, at);
            packet.setContinuityCounter(counters[packet.pid()] - next[packet.pid()]++);
        }
    }

    private void restampPacket(ByteBuf packets, int at) {
        int pid = packet.pid();
        int out = piece.pid(pid);
        if (packet.transportError()) {
            if (out != pid) {
                packet.setPid(TsPacket.NULL_PID);
            }
            return;
        }
        if (out == TsPacket.NULL_PID) {
            packet.setPid(out);
            return;
        }
        TableCarousel carousel = piece.carousel(pid);
        if (carousel != null && packet.hasPayload()) {
            carousel.next(packets, at);
            packet.wrap(packets, at);
            numberTable();
            return;
        }
        if (pid == ServiceNames.PID && packet.hasPayload() && replaceServices(packets, at)) {
            return;
        }
        int counter = packet.continuityCounter();
        if (out != pid) {
            packet.setPid(out);
        }
        runOn(pid, out);
        move(pid, out, counter);
    }

    /** Whether names of services give their place to those that listeners are to have, or to nothing. */
    private boolean replaceServices(ByteBuf packets, int at) {
        ServiceTable services = piece.services();
        if (services == null) {
            return false;
        }
        if (services.replace(packet)) {
            packet.wrap(packets, at);
            numberTable();
        } else {
            packet.setPid(TsPacket.NULL_PID);
        }
        return true;
    }

    // ISO/IEC 13818-1, 2.4.3.3: the counter steps with each packet of the PID that has payload, and stands still with
    // the others.
    private void runOn(int pid, int out) {
        int counter = packet.continuityCounter();
        if (shifts[pid] == UNSEEN) {
            int next = counters[out] + (packet.hasPayload() ? 1 : 0);
            shifts[pid] = counters[out] == UNSEEN ? 0 : (byte) (next - counter & 0x0F);
        }
        int moved = counter + shifts[pid] & 0x0F;
        if (moved != counter) {
            packet.setContinuityCounter(moved);
        }
        counters[out] = (byte) moved;
    }

    private void numberTable() {
        int pid = packet.pid();
        counters[pid] = (byte) (counters[pid] + 1 & 0x0F);
        packet.setContinuityCounter(counters[pid]);
    }

    private void move(int pid, int out, int counter) {
        int clock = piece.clock(pid);
        if (packet.scrambling() != 0) {
            piece.freeze(clock);
        }
        long offset = piece.offset(clock);
        SpliceInfoPatch patch = piece.patch(pid);
        if (patch != null && offset != 0) {
            patch.patch(packet, counter, offset / TsClock.TICKS_PER_STAMP);
        }
        if (packet.hasPcr()) {
            long pcr = packet.pcr();
            if (offset != 0) {
                pcr = TsClock.add(pcr, offset);
                packet.setPcr(pcr);
            }
            boolean first = pid == piece.clockPid(clock) && piece.takeFresh(clock);
            if (first && ends.breaks(out, pcr)) {
                packet.markDiscontinuity();
            }
            ends.clock(out, pcr);
        }
        moveStamps(offset, out);
        AudioFrames sound = piece.sound(pid);
        if (sound != null) {
            measure(sound, out);
        }
    }

    /** Moves everything but the PCR; what it comes to is remembered for {@code out}, if that is not the null PID. */
    private void moveStamps(long offset, int out) {
        long stampOffset = offset / TsClock.TICKS_PER_STAMP;
        if (offset != 0 && packet.hasOpcr()) {
            packet.setOpcr(TsClock.add(packet.opcr(), offset));
        }
        if (offset != 0 && adaptation.wrap(packet).hasNextDts()) {
            adaptation.setNextDts(TsClock.addStamp(adaptation.nextDts(), stampOffset));
        }
        // A section never begins with 00 00 01: behind pointer_field 0 it would be a PAT without
        // section_syntax_indicator.
        boolean begins = pes.wrap(packet);
        if (out != TsPacket.NULL_PID) {
            follow(out, begins);
        }
        if (!begins) {
            return;
        }
        if (offset != 0) {
            moveStamps(stampOffset);
            if (pes.hasEscr()) {
                pes.setEscr(TsClock.add(pes.escr(), offset));
            }
        }
        if (pes.hasPts() && out != TsPacket.NULL_PID) {
            ends.stamp(out, pes.dts(), pes.pts(), pes.isVideo());
        }
    }

    private void follow(int out, boolean begins) {
        if (!packet.hasPayload() || packet.scrambling() != 0) {
            return;
        }
        if (packet.payloadUnitStart()) {
            unfinished.begin(out, begins ? pes.bytesToCome() : 0);
        } else {
            unfinished.follow(out, packet);
        }
    }

    /** Sound is measured by its frames, which are where they were: what is moved is no part of them. */
    private void measure(AudioFrames sound, int out) {
        if (packet.scrambling() != 0 || !packet.hasPayload()) {
            return;
        }
        boolean begins = pes.wrap(packet);
        int data = begins ? pes.dataStart() : packet.payloadStart();
        if (begins && pes.hasPts()) {
            sound.begin(packet.buffer(), data, packet.payloadEnd());
        } else {
            sound.goOn(packet.buffer(), data, packet.payloadEnd());
        }
        ends.length(out, sound.ticks());
    }

    private void moveStamps(long stampOffset) {
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

    private void endPiece() {
        unreachedStamps += piece.unreachedSplices();
    }
}
