package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Puts the sections of one PID together from the packets that carry them (ISO/IEC 13818-1, 2.4.4.1), and remembers those packets.
 *
 * <p>Only whole sections in the long syntax with a right CRC_32 come out. A lost packet costs the section that it belonged to; a packet
 * that is sent twice counts once (2.4.3.3). Memory is bounded by one section and the packets that it may take.
 */
final class SectionAssembler {

    /** Takes a section; {@code packets} are the {@code packetsLength} bytes of the packets that carried it. Borrows both for the call. */
    @FunctionalInterface
    interface Sink {
        void onSection(int pid, Section section, byte[] packets, int packetsLength);
    }

    /** A PAT or PMT section is at most this long: section_length is at most 1021 (2.4.4.5, 2.4.4.9). */
    static final int MAX_SECTION = 1024;

    /** A section of full size takes 7 packets; the rest is for packets that carry adaptation fields. */
    static final int MAX_PACKETS = 12;

    private static final int STUFFING = 0xFF;
    private static final int LENGTH_END = 3;
    private static final int UNKNOWN = -1;

    private final int pid;
    private final Sink sink;

    // Both are made when the first section begins: a table may name many PIDs on which nothing ever comes.
    private byte[] section = {};
    private byte[] packets = {};
    private boolean assembling;
    private int received;
    private int expected;
    private int packetsLength;
    private int lastCounter = UNKNOWN;
    private long crcErrors;

    SectionAssembler(int pid, Sink sink) {
        this.pid = pid;
        this.sink = sink;
    }

    /** Sections thrown away because their CRC_32 did not match. */
    long crcErrors() {
        return crcErrors;
    }

    /** Reads one packet of the PID (borrowed). */
    void read(TsPacket packet) {
        if (packet.transportError() || packet.scrambling() != 0 || !packet.hasPayload() || isRepeated(packet)) {
            return;
        }
        int at = packet.payloadStart();
        int end = packet.payloadEnd();
        if (assembling && !remember(packet)) {
            assembling = false;
        }
        if (!packet.payloadUnitStart()) {
            if (assembling) {
                append(packet.buffer(), at, end);
            }
            return;
        }
        if (at == end) {
            return;
        }
        // 2.4.4.2: pointer_field counts the bytes that still belong to the section before.
        int first = at + 1 + packet.buffer().getUnsignedByte(at);
        if (first > end) {
            assembling = false;
            return;
        }
        if (assembling) {
            append(packet.buffer(), at + 1, first);
        }
        readSections(packet, first, end);
    }

    private void readSections(TsPacket packet, int first, int end) {
        int at = first;
        assembling = false;
        if (section.length == 0) {
            section = new byte[MAX_SECTION];
            packets = new byte[MAX_PACKETS * TsPacket.SIZE];
        }
        while (at < end && packet.buffer().getUnsignedByte(at) != STUFFING) {
            assembling = true;
            received = 0;
            expected = UNKNOWN;
            packetsLength = 0;
            remember(packet);
            at = append(packet.buffer(), at, end);
        }
    }

    // 2.4.3.3: the counter of packets with payload steps by one; a repeated packet has the counter of the first.
    private boolean isRepeated(TsPacket packet) {
        int counter = packet.continuityCounter();
        int last = lastCounter;
        lastCounter = counter;
        if (last == UNKNOWN || counter == (last + 1 & 0x0F)) {
            return false;
        }
        if (counter == last && !packet.discontinuity()) {
            return assembling || !packet.payloadUnitStart();
        }
        assembling = false;
        return false;
    }

    private boolean remember(TsPacket packet) {
        if (packetsLength == packets.length) {
            return false;
        }
        packet.buffer().getBytes(packet.index(), packets, packetsLength, TsPacket.SIZE);
        packetsLength += TsPacket.SIZE;
        return true;
    }

    /** Takes what belongs to the section that is being assembled; returns the index behind it. */
    private int append(ByteBuf buffer, int from, int end) {
        int at = from;
        if (received < LENGTH_END) {
            at = copy(buffer, at, Math.min(end, at + LENGTH_END - received));
            if (received < LENGTH_END) {
                return at;
            }
            expected = LENGTH_END + ((section[1] & 0x0F) << 8 | (section[2] & 0xFF));
            if (expected > MAX_SECTION) {
                assembling = false;
                return end;
            }
        }
        at = copy(buffer, at, Math.min(end, at + expected - received));
        if (received == expected) {
            assembling = false;
            complete();
        }
        return at;
    }

    private int copy(ByteBuf buffer, int from, int to) {
        buffer.getBytes(from, section, received, to - from);
        received += to - from;
        return to;
    }

    private void complete() {
        boolean longSyntax = (section[1] & 0x80) != 0;
        if (!longSyntax || expected < Section.HEADER_SIZE + Section.CRC_SIZE) {
            return;
        }
        if (Crc32Mpeg.of(section, expected) != 0) {
            crcErrors++;
            return;
        }
        sink.onSection(pid, new Section(section, expected), packets, packetsLength);
    }
}
