package io.ringcast.protocol.mpegts;

/** What an elementary stream is coded in, as far as a program map table tells. */
public enum Codec {
    MPEG1_VIDEO(Kind.VIDEO),
    MPEG2_VIDEO(Kind.VIDEO),
    MPEG4_VIDEO(Kind.VIDEO),
    H264(Kind.VIDEO),
    HEVC(Kind.VIDEO),
    VVC(Kind.VIDEO),
    AV1(Kind.VIDEO),
    VC1(Kind.VIDEO),
    OTHER_VIDEO(Kind.VIDEO),
    MPEG_AUDIO(Kind.AUDIO),
    AAC_ADTS(Kind.AUDIO),
    AAC_LATM(Kind.AUDIO),
    AC3(Kind.AUDIO),
    EAC3(Kind.AUDIO),
    DTS(Kind.AUDIO),
    OPUS(Kind.AUDIO),
    OTHER_AUDIO(Kind.AUDIO),
    DVB_SUBTITLES(Kind.OTHER),
    TELETEXT(Kind.OTHER),
    METADATA(Kind.OTHER),
    SCTE35(Kind.OTHER),
    OTHER(Kind.OTHER);

    /** What an elementary stream is for. */
    public enum Kind {
        VIDEO,
        AUDIO,
        OTHER
    }

    /** ANSI/SCTE 35, 8.1; Blu-ray discs, which register as "HDMV", have DTS there. */
    static final int SCTE35_TYPE = 0x86;

    /** format_identifier "HDMV". */
    static final int BLU_RAY = 0x48444D56;

    private final Kind kind;

    Codec(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    // ISO/IEC 13818-1, Table 2-34; 0x81 to 0x87 as ATSC and SCTE use them, 0x42 and 0xD2 for AVS, 0xEA for VC-1.
    static Codec ofStreamType(int streamType) {
        return switch (streamType) {
            case 0x01 -> MPEG1_VIDEO;
            case 0x02 -> MPEG2_VIDEO;
            case 0x10 -> MPEG4_VIDEO;
            case 0x1B, 0x1F, 0x20 -> H264;
            case 0x24, 0x25 -> HEVC;
            case 0x33 -> VVC;
            case 0xEA -> VC1;
            case 0x1E, 0x21, 0x42, 0xD1, 0xD2, 0xD4 -> OTHER_VIDEO;
            case 0x03, 0x04 -> MPEG_AUDIO;
            case 0x0F -> AAC_ADTS;
            case 0x11 -> AAC_LATM;
            case 0x81 -> AC3;
            case 0x84, 0x87 -> EAC3;
            case 0x82, 0x85, 0x8A -> DTS;
            case SCTE35_TYPE -> SCTE35;
            case 0x15 -> METADATA;
            case 0x1C, 0x2D, 0x2E, 0x83 -> OTHER_AUDIO;
            default -> OTHER;
        };
    }

    // ETSI EN 300 468, Table 12: what a descriptor in the second loop says of a stream of private data.
    static Codec ofDescriptor(int tag) {
        return switch (tag) {
            case 0x6A -> AC3;
            case 0x7A -> EAC3;
            case 0x7B -> DTS;
            case 0x7C -> AAC_LATM;
            case 0x59 -> DVB_SUBTITLES;
            case 0x56 -> TELETEXT;
            default -> OTHER;
        };
    }

    // ISO/IEC 13818-1, 2.6.8: format_identifier of a registration_descriptor.
    static Codec ofRegistration(int formatIdentifier) {
        return switch (formatIdentifier) {
            case 0x41563031 -> AV1; // "AV01"
            case 0x48455643 -> HEVC; // "HEVC"
            case 0x56432D31 -> VC1; // "VC-1"
            case 0x41432D33 -> AC3; // "AC-3"
            case 0x45414333 -> EAC3; // "EAC3"
            case 0x44545331, 0x44545332, 0x44545333 -> DTS; // "DTS1", "DTS2", "DTS3"
            case 0x4F707573 -> OPUS; // "Opus"
            case 0x49443320, 0x4B4C5641 -> METADATA; // "ID3 ", "KLVA"
            case 0x43554549 -> SCTE35; // "CUEI"
            default -> OTHER;
        };
    }
}
