package io.ringcast.protocol.container;

import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Makes the parser for a format. */
public final class UnitParsers {

    private UnitParsers() {}

    /**
     * A parser for a new connection that delivers {@code format}; the caller closes it.
     *
     * @throws IllegalArgumentException when the format has units that nothing here can cut
     */
    public static UnitParser forFormat(Format format, ByteBufAllocator allocator) {
        if (format.equals(Format.MPEG_TS)) {
            return new MpegTsParser(allocator);
        }
        Framing framing = format.isVariable() ? framing(format) : null;
        if (framing != null) {
            return new UnitCutter(framing, allocator);
        }
        if (format.unitSize() == 1 && !format.hasJoinPoints()) {
            return new OpaqueParser(format);
        }
        throw new IllegalArgumentException("format: " + format.name()
                + " (expected: one of this package, or a format that may be cut at any byte)");
    }

    private static @Nullable Framing framing(Format format) {
        return switch (format.name()) {
            case "mp3", "mp2" -> new AudioFraming(format, new MpegAudioFrame());
            case "adts" -> new AudioFraming(format, new AdtsFrame());
            case "ac3", "eac3" -> new AudioFraming(format, new Ac3Frame());
            case "ogg" -> new OggFraming(format);
            case "flac" -> new FlacFraming();
            case "wav" -> new WavFraming();
            case "matroska", "webm" -> new MatroskaFraming(format);
            case "flv" -> new FlvFraming();
            case "mp4" -> new Mp4Framing();
            default -> null;
        };
    }
}
