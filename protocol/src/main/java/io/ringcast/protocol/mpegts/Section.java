package io.ringcast.protocol.mpegts;

import java.util.Arrays;

/**
 * A view of one whole section of program specific information in the long syntax (ISO/IEC 13818-1, 2.4.4.11), its CRC checked.
 *
 * <p>Borrows the array of the {@link SectionAssembler} that hands it out, for the call.
 */
final class Section {

    static final int HEADER_SIZE = 8;
    static final int CRC_SIZE = 4;

    private final byte[] bytes;
    private final int length;

    Section(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    int tableId() {
        return unsignedByte(0);
    }

    /** transport_stream_id of a program association section, program_number of a program map section. */
    int tableIdExtension() {
        return unsignedShort(3);
    }

    int version() {
        return unsignedByte(5) >> 1 & 0x1F;
    }

    /** current_next_indicator: false when the section is sent ahead and does not apply yet. */
    boolean current() {
        return (unsignedByte(5) & 0x01) != 0;
    }

    int number() {
        return unsignedByte(6);
    }

    int lastNumber() {
        return unsignedByte(7);
    }

    /** The CRC_32 field: it tells two versions of a section apart without comparing them. */
    int crc() {
        return unsignedShort(length - 4) << 16 | unsignedShort(length - 2);
    }

    /** The whole section, a copy. */
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Offset behind the data, where the CRC begins. */
    int dataEnd() {
        return length - CRC_SIZE;
    }

    int unsignedByte(int at) {
        return bytes[at] & 0xFF;
    }

    int unsignedShort(int at) {
        return unsignedByte(at) << 8 | unsignedByte(at + 1);
    }
}
