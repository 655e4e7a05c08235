package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** One logical stream of an Ogg stream: what codec its first packet names, how many headers it has, and what its granules mean. */
final class OggStream {

    private static final long UNKNOWN = 0;

    private enum Codec {
        VORBIS,
        OPUS,
        FLAC,
        SPEEX,
        THEORA,
        VP8,
        SKELETON,
        OTHER
    }

    private final Codec codec;

    /** Packets that are headers, 0 when their number is not known. */
    private final int headers;

    /** Granules in {@code unit} seconds: granules a second are rate / unit. */
    private final long rate;

    private final long unit;
    private final int shift;

    private int packets;
    private boolean headersDone;

    /** Reads the first packet of a stream, {@code length} bytes at {@code at}. */
    OggStream(ByteBuf bytes, int at, int length) {
        codec = codec(bytes, at, length);
        headers = switch (codec) {
            case VORBIS, THEORA -> 3;
            case OPUS -> 2;
            case SPEEX -> 2 + (bytes.getIntLE(at + 68) & 0xFF);
            // The mapping of FLAC to Ogg 1.0: number of header packets behind this one, 0 when unknown
            case FLAC -> bytes.getUnsignedShort(at + 7) == 0 ? 0 : 1 + bytes.getUnsignedShort(at + 7);
            case VP8, SKELETON, OTHER -> 0;
        };
        rate = switch (codec) {
            // Vorbis I, 4.2.2
            case VORBIS -> bytes.getUnsignedIntLE(at + 12);
            // RFC 7845, 4
            case OPUS -> 48_000;
            // RFC 9639, 8.2: 20 bits behind the block and frame sizes
            case FLAC -> bytes.getUnsignedMedium(at + 27) >>> 4;
            case SPEEX -> bytes.getUnsignedIntLE(at + 36);
            // Theora, 6.2: FRN and FRD
            case THEORA -> bytes.getUnsignedInt(at + 22);
            case VP8 -> bytes.getUnsignedInt(at + 18);
            case SKELETON, OTHER -> UNKNOWN;
        };
        unit = switch (codec) {
            case THEORA -> bytes.getUnsignedInt(at + 26);
            case VP8 -> bytes.getUnsignedInt(at + 22);
            default -> 1;
        };
        // KFGSHIFT
        shift = codec == Codec.THEORA ? (bytes.getUnsignedShort(at + 40) >>> 5) & 31 : 0;
    }

    /** Takes a page of the stream. Returns whether all of it is headers. */
    boolean isHeader(OggPage page) {
        if (headersDone) {
            return false;
        }
        int before = packets;
        packets += page.packets();
        if (codec == Codec.SKELETON) {
            // All of it comes before the first packet of data of anybody.
            return true;
        }
        if (headers == 0) {
            // RFC 3533, 6: headers have granule position 0, or none where no packet ends.
            headersDone = page.granule() > 0;
            return !headersDone;
        }
        headersDone = packets >= headers;
        return before < headers;
    }

    /** Whether all its headers have come, as far as can be told. */
    boolean ready() {
        return headersDone || headers == 0 || codec == Codec.SKELETON;
    }

    boolean isVideo() {
        return codec == Codec.THEORA || codec == Codec.VP8;
    }

    /** Whether listeners can go by it. */
    boolean isMedia() {
        return codec != Codec.SKELETON;
    }

    /** Whether a decoder can start with the first packet of {@code page}, which is data. */
    boolean canJoin(ByteBuf bytes, OggPage page) {
        if (!page.isFresh() || page.firstPacket() == 0) {
            return false;
        }
        int first = bytes.getByte(page.payload());
        return switch (codec) {
            // Theora, 7.1: not a header, FTYPE 0 is an intra frame
            case THEORA -> (first & 0xC0) == 0;
            // RFC 6386, 9.1: key_frame is 0
            case VP8 -> (first & 1) == 0;
            default -> true;
        };
    }

    /** Where {@code granule} lies, 27 MHz ticks; -1 when nobody knows. */
    long ticks(long granule) {
        if (rate == UNKNOWN || unit == 0 || granule < 0) {
            return -1;
        }
        long count = switch (codec) {
            case THEORA -> (granule >>> shift) + (granule & ((1L << shift) - 1));
            case VP8 -> granule >>> 32;
            default -> granule;
        };
        double seconds = (double) count * unit / rate;
        return seconds > 1e9 ? -1 : (long) (seconds * MediaTime.HERTZ);
    }

    private static Codec codec(ByteBuf bytes, int at, int length) {
        if (starts(bytes, at, length, "\u0001vorbis", 30)) {
            return Codec.VORBIS;
        } else if (starts(bytes, at, length, "OpusHead", 19)) {
            return Codec.OPUS;
        } else if (starts(bytes, at, length, "\u007fFLAC", 51)) {
            return Codec.FLAC;
        } else if (starts(bytes, at, length, "Speex   ", 80)) {
            return Codec.SPEEX;
        } else if (starts(bytes, at, length, "\u0080theora", 42)) {
            return Codec.THEORA;
        } else if (starts(bytes, at, length, "OVP80\u0001", 26)) {
            return Codec.VP8;
        }
        return starts(bytes, at, length, "fishead", 8) ? Codec.SKELETON : Codec.OTHER;
    }

    private static boolean starts(ByteBuf bytes, int at, int length, String word, int least) {
        if (length < least) {
            return false;
        }
        byte[] expected = word.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < expected.length; i++) {
            if (bytes.getByte(at + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
