package io.ringcast.protocol.container;

import io.netty.buffer.ByteBufAllocator;

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
        if (format.unitSize() == 1 && !format.hasJoinPoints()) {
            return new OpaqueParser(format);
        }
        throw new IllegalArgumentException(
                "format: " + format.name() + " (expected: mpegts, or a format that may be cut at any byte)");
    }
}
