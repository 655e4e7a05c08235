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
    private static final int LANGUAGE_DESCRIPTOR = 0x0A;
    private static final int TELETEXT_DESCRIPTOR = 0x56;
    private static final int SUBTITLING_DESCRIPTOR = 0x59;
    private static final int PRIVATE_DATA_MIN = 0x06;
    private static final int USER_PRIVATE_MIN = 0x80;

    public ProgramMap {
        streams = List.copyOf(streams);
    }

    /** The first stream of {@code kind}. */
    public Optional<ElementaryStream> first(Codec.Kind kind) {
        return streams.stream().filter(stream -> stream.codec().kind() == kind).findFirst();
    }

    /** The stream at which the program is joined: the first video, without video the first audio, else the first of all. */
    public Optional<ElementaryStream> joined() {
        return first(Codec.Kind.VIDEO).or(() -> first(Codec.Kind.AUDIO)).or(() -> first(Codec.Kind.OTHER));
    }

    /** The table in a section whose CRC has been checked; what does not fit into the section is left out. */
    static ProgramMap parse(Section section) {
        List<ElementaryStream> streams = new ArrayList<>();
        int end = section.dataEnd();
        int at = PROGRAM_INFO_OFFSET;
        boolean bluRay = false;
        if (at <= end) {
            int infoEnd = Math.min(end, at + (section.unsignedShort(PROGRAM_INFO_LENGTH_OFFSET) & 0x0FFF));
            bluRay = registration(section, at, infoEnd) == Codec.BLU_RAY;
            at = infoEnd;
        }
        while (at + ENTRY_SIZE <= end) {
            int streamType = section.unsignedByte(at);
            int pid = section.unsignedShort(at + 1) & 0x1FFF;
            int infoStart = at + ENTRY_SIZE;
            int infoEnd = Math.min(infoStart + (section.unsignedShort(at + 3) & 0x0FFF), end);
            Codec codec = bluRay && streamType == Codec.SCTE35_TYPE
                    ? Codec.DTS
                    : codec(section, streamType, infoStart, infoEnd);
            streams.add(new ElementaryStream(pid, streamType, codec, language(section, infoStart, infoEnd)));
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
        for (int at = first(section, from, end); at < end && codec == Codec.OTHER; at = next(section, at, end)) {
            int tag = section.unsignedByte(at);
            codec = tag == REGISTRATION_DESCRIPTOR
                    ? Codec.ofRegistration(registration(section, at, next(section, at, end)))
                    : Codec.ofDescriptor(tag);
        }
        return codec;
    }

    /** The format_identifier of the first registration_descriptor (2.6.8); 0 when there is none. */
    private static int registration(Section section, int from, int end) {
        for (int at = first(section, from, end); at < end; at = next(section, at, end)) {
            if (section.unsignedByte(at) == REGISTRATION_DESCRIPTOR && section.unsignedByte(at + 1) >= 4) {
                return section.unsignedShort(at + 2) << 16 | section.unsignedShort(at + 4);
            }
        }
        return 0;
    }

    // 2.6.18: ISO_639_language_descriptor; ETSI EN 300 468, 6.2.41 and 6.2.43: subtitles and teletext begin with one
    // too.
    private static String language(Section section, int from, int end) {
        for (int at = first(section, from, end); at < end; at = next(section, at, end)) {
            int tag = section.unsignedByte(at);
            if ((tag == LANGUAGE_DESCRIPTOR || tag == SUBTITLING_DESCRIPTOR || tag == TELETEXT_DESCRIPTOR)
                    && section.unsignedByte(at + 1) >= 3) {
                return letters(section, at + 2);
            }
        }
        return "";
    }

    private static String letters(Section section, int at) {
        StringBuilder letters = new StringBuilder(3);
        for (int i = 0; i < 3; i++) {
            char letter = (char) section.unsignedByte(at + i);
            if (letter < 'A' || letter > 'z') {
                return "";
            }
            letters.append(Character.toLowerCase(letter));
        }
        return letters.toString();
    }

    /** Where the first descriptor begins, {@code end} when none fits. 2.6.1: tag, length, data. */
    private static int first(Section section, int from, int end) {
        return from + 2 <= end && from + 2 + section.unsignedByte(from + 1) <= end ? from : end;
    }

    private static int next(Section section, int at, int end) {
        return first(section, at + 2 + section.unsignedByte(at + 1), end);
    }
}
