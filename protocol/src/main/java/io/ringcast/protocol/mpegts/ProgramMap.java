package io.ringcast.protocol.mpegts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program map table: the streams of one program (ISO/IEC 13818-1, 2.4.4.8).
 *
 * @param programNumber program_number
 * @param version version_number, 0 to 31
 * @param pcrPid where the program's clock is; 0x1FFF when it has none
 * @param streams in the order of the table
 */
public record ProgramMap(int programNumber, int version, int pcrPid, List<ElementaryStream> streams) {

    static final int TABLE_ID = 0x02;

    private static final int PCR_PID_OFFSET = 8;
    private static final int PROGRAM_INFO_LENGTH_OFFSET = 10;
    private static final int PROGRAM_INFO_OFFSET = 12;
    private static final int ENTRY_SIZE = 5;
    private static final int REGISTRATION_DESCRIPTOR = 0x05;
    private static final int PRIVATE_DATA_MIN = 0x06;
    private static final int USER_PRIVATE_MIN = 0x80;

    public ProgramMap {
        streams = List.copyOf(streams);
    }

    /** The first stream of {@code kind}. */
    public Optional<ElementaryStream> first(Codec.Kind kind) {
        return streams.stream().filter(stream -> stream.codec().kind() == kind).findFirst();
    }

    /** The table in a section whose CRC has been checked; what does not fit into the section is left out. */
    static ProgramMap parse(Section section) {
        List<ElementaryStream> streams = new ArrayList<>();
        int end = section.dataEnd();
        int at = PROGRAM_INFO_OFFSET;
        if (at <= end) {
            at += section.unsignedShort(PROGRAM_INFO_LENGTH_OFFSET) & 0x0FFF;
        }
        while (at + ENTRY_SIZE <= end) {
            int streamType = section.unsignedByte(at);
            int pid = section.unsignedShort(at + 1) & 0x1FFF;
            int infoEnd = Math.min(at + ENTRY_SIZE + (section.unsignedShort(at + 3) & 0x0FFF), end);
            streams.add(new ElementaryStream(pid, streamType, codec(section, streamType, at + ENTRY_SIZE, infoEnd)));
            at = infoEnd;
        }
        int pcrPid = PCR_PID_OFFSET + 2 <= end ? section.unsignedShort(PCR_PID_OFFSET) & 0x1FFF : TsPacket.NULL_PID;
        return new ProgramMap(section.tableIdExtension(), section.version(), pcrPid, streams);
    }

    private static Codec codec(Section section, int streamType, int from, int end) {
        Codec codec = Codec.ofStreamType(streamType);
        if (codec != Codec.OTHER || (streamType != PRIVATE_DATA_MIN && streamType < USER_PRIVATE_MIN)) {
            return codec;
        }
        // 2.6.1: tag, length, data.
        int at = from;
        while (at + 2 <= end && codec == Codec.OTHER) {
            int tag = section.unsignedByte(at);
            int length = section.unsignedByte(at + 1);
            if (at + 2 + length > end) {
                return codec;
            }
            codec = tag == REGISTRATION_DESCRIPTOR && length >= 4
                    ? Codec.ofRegistration(section.unsignedShort(at + 2) << 16 | section.unsignedShort(at + 4))
                    : Codec.ofDescriptor(tag);
            at += 2 + length;
        }
        return codec;
    }
}
