package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Looks into the first bytes of an access unit of video for what a decoder can start at, for streams whose muxer does not set
 * random_access_indicator.
 *
 * <p>Only what is given is seen, which may end anywhere. A parameter set stands for a keyframe unless a picture that is neither that nor
 * intra coded follows it in sight.
 */
public final class KeyframeDetector {

    // ISO/IEC 14496-10, Table 7-1.
    private static final int H264_NON_IDR = 1;
    private static final int H264_PARTITION_C = 4;
    private static final int H264_IDR = 5;
    private static final int H264_SEI = 6;
    private static final int H264_SPS = 7;

    // ISO/IEC 23008-2, Table 7-1: 16 to 23 are intra random access points, below 16 other pictures.
    private static final int HEVC_FIRST_IRAP = 16;
    private static final int HEVC_LAST_IRAP = 23;
    private static final int HEVC_VPS = 32;
    private static final int HEVC_SPS = 33;
    private static final int HEVC_PREFIX_SEI = 39;

    // ISO/IEC 14496-10 and 23008-2, D.1: the same number in both.
    private static final int SEI_RECOVERY_POINT = 6;

    // ISO/IEC 13818-2, Table 6-1.
    private static final int MPEG2_PICTURE = 0x00;
    private static final int MPEG2_SEQUENCE_HEADER = 0xB3;
    private static final int MPEG2_GROUP = 0xB8;

    // ISO/IEC 14496-2, Table 6-3: a visual object sequence or a video object layer comes before an intra picture.
    private static final int MPEG4_LAST_LAYER = 0x2F;
    private static final int MPEG4_FIRST_LAYER = 0x20;
    private static final int MPEG4_SEQUENCE = 0xB0;
    private static final int MPEG4_PICTURE = 0xB6;

    private enum Verdict {
        GO_ON,
        PARAMETERS,
        INTRA,
        KEYFRAME,
        OTHER
    }

    private KeyframeDetector() {}

    /** What the access unit is whose first bytes are those from {@code from} to {@code end} (borrowed). */
    public static AccessUnitStart look(Codec codec, ByteBuf buffer, int from, int end) {
        if (!looksInto(codec)) {
            return AccessUnitStart.UNKNOWN;
        }
        boolean parameters = false;
        int at = startCode(buffer, from, end);
        while (at < end) {
            int next = startCode(buffer, at, end);
            switch (judge(codec, buffer, at, next)) {
                case KEYFRAME -> {
                    return parameters ? AccessUnitStart.KEYFRAME : AccessUnitStart.BARE_KEYFRAME;
                }
                case OTHER -> {
                    return AccessUnitStart.OTHER;
                }
                case INTRA -> {
                    return parameters ? AccessUnitStart.KEYFRAME : AccessUnitStart.OTHER;
                }
                case PARAMETERS -> parameters = true;
                case GO_ON -> {}
            }
            at = next;
        }
        return parameters ? AccessUnitStart.KEYFRAME : AccessUnitStart.UNKNOWN;
    }

    private static boolean looksInto(Codec codec) {
        return switch (codec) {
            case H264, HEVC, MPEG1_VIDEO, MPEG2_VIDEO, MPEG4_VIDEO -> true;
            default -> false;
        };
    }

    private static Verdict judge(Codec codec, ByteBuf buffer, int at, int end) {
        return switch (codec) {
            case H264 -> judgeH264(buffer, at, end);
            case HEVC -> judgeHevc(buffer, at, end);
            case MPEG1_VIDEO, MPEG2_VIDEO -> judgeMpeg2(buffer, at, end);
            case MPEG4_VIDEO -> judgeMpeg4(buffer, at, end);
            default -> Verdict.OTHER;
        };
    }

    private static Verdict judgeH264(ByteBuf buffer, int at, int end) {
        int type = buffer.getByte(at) & 0x1F;
        if (type == H264_SPS) {
            return Verdict.PARAMETERS;
        }
        if (type == H264_IDR) {
            return Verdict.KEYFRAME;
        }
        if (type == H264_SEI) {
            return hasRecoveryPoint(buffer, at + 1, end) ? Verdict.KEYFRAME : Verdict.GO_ON;
        }
        if (type == H264_NON_IDR && at + 1 == end) {
            return Verdict.GO_ON;
        }
        if (type == H264_NON_IDR && isIntraSlice(buffer.getUnsignedByte(at + 1))) {
            return Verdict.INTRA;
        }
        return type >= H264_NON_IDR && type <= H264_PARTITION_C ? Verdict.OTHER : Verdict.GO_ON;
    }

    /** ISO/IEC 14496-10, 7.3.3: first_mb_in_slice is 0 and slice_type is 2, 4, 7 or 9 (I or SI), both Exp-Golomb coded. */
    private static boolean isIntraSlice(int first) {
        int sliceType = first & 0x7F;
        return (first & 0x80) != 0
                && (sliceType >> 4 == 0b011
                        || sliceType >> 2 == 0b00101
                        || sliceType == 0b0001000
                        || sliceType == 0b0001010);
    }

    private static Verdict judgeHevc(ByteBuf buffer, int at, int end) {
        int type = buffer.getByte(at) >> 1 & 0x3F;
        if (type == HEVC_VPS || type == HEVC_SPS) {
            return Verdict.PARAMETERS;
        }
        if (type >= HEVC_FIRST_IRAP && type <= HEVC_LAST_IRAP) {
            return Verdict.KEYFRAME;
        }
        if (type == HEVC_PREFIX_SEI) {
            return hasRecoveryPoint(buffer, at + 2, end) ? Verdict.KEYFRAME : Verdict.GO_ON;
        }
        return type < HEVC_FIRST_IRAP ? Verdict.OTHER : Verdict.GO_ON;
    }

    private static Verdict judgeMpeg2(ByteBuf buffer, int at, int end) {
        return switch (buffer.getUnsignedByte(at)) {
            case MPEG2_SEQUENCE_HEADER -> Verdict.PARAMETERS;
            case MPEG2_GROUP -> Verdict.KEYFRAME;
            // 6.3.9: temporal_reference has 10 bits, picture_coding_type 3, of which 1 is intra coded.
            case MPEG2_PICTURE ->
                at + 2 >= end ? Verdict.GO_ON : (buffer.getByte(at + 2) >> 3 & 7) == 1 ? Verdict.INTRA : Verdict.OTHER;
            default -> Verdict.GO_ON;
        };
    }

    private static Verdict judgeMpeg4(ByteBuf buffer, int at, int end) {
        int startCode = buffer.getUnsignedByte(at);
        if (startCode == MPEG4_SEQUENCE || (startCode >= MPEG4_FIRST_LAYER && startCode <= MPEG4_LAST_LAYER)) {
            return Verdict.PARAMETERS;
        }
        if (startCode != MPEG4_PICTURE) {
            return Verdict.GO_ON;
        }
        // 6.2.5: vop_coding_type has two bits, of which 0 is intra coded.
        return at + 1 >= end ? Verdict.GO_ON : (buffer.getByte(at + 1) & 0xC0) == 0 ? Verdict.INTRA : Verdict.OTHER;
    }

    /** Walks the messages of an SEI unit: type and size are sums of bytes that end with the first one that is not 255 (7.3.2.3.1). */
    private static boolean hasRecoveryPoint(ByteBuf buffer, int from, int end) {
        int at = from;
        while (at + 1 < end) {
            int type = 0;
            int size = 0;
            int b;
            do {
                b = buffer.getUnsignedByte(at++);
                type += b;
            } while (b == 0xFF && at < end);
            if (at == end) {
                return false;
            }
            do {
                b = buffer.getUnsignedByte(at++);
                size += b;
            } while (b == 0xFF && at < end);
            if (type == SEI_RECOVERY_POINT) {
                return true;
            }
            at += size;
        }
        return false;
    }

    /** Index behind the next start code 00 00 01 that has a byte behind it; {@code end} when there is none. */
    private static int startCode(ByteBuf buffer, int from, int end) {
        for (int at = from; at + 3 < end; at++) {
            if (buffer.getByte(at + 2) == 1 && buffer.getByte(at) == 0 && buffer.getByte(at + 1) == 0) {
                return at + 3;
            }
        }
        return end;
    }
}
