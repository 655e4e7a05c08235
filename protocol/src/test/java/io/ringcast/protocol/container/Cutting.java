package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.Random;

/** Feeds bytes to a parser in pieces, and says which format they have. */
final class Cutting {

    private Cutting() {}

    /** What a parser of {@code format} says of {@code bytes} that come in pieces of {@code length}. */
    static RecordingSink evenly(Format format, byte[] bytes, int length) {
        RecordingSink sink = new RecordingSink();
        try (UnitParser parser = UnitParsers.forFormat(format, UnpooledByteBufAllocator.DEFAULT)) {
            for (int at = 0; at < bytes.length; at += length) {
                parser.parse(Unpooled.wrappedBuffer(bytes, at, Math.min(length, bytes.length - at)), sink);
            }
            parser.end(sink);
        }
        return sink;
    }

    /** The same in pieces of random lengths, each of which is overwritten when it has been parsed. */
    static RecordingSink randomly(Format format, byte[] bytes, Random random) {
        RecordingSink sink = new RecordingSink();
        int most = random.nextBoolean() ? 60 : random.nextBoolean() ? 3000 : 100_000;
        try (UnitParser parser = UnitParsers.forFormat(format, UnpooledByteBufAllocator.DEFAULT)) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
                byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
                parser.parse(Unpooled.wrappedBuffer(piece), sink);
                Arrays.fill(piece, (byte) 0xAA);
                at += length;
            }
            parser.end(sink);
        }
        return sink;
    }

    static Detection detect(byte[] bytes) {
        return FormatDetector.detect(Unpooled.wrappedBuffer(bytes), true);
    }

    /** The answer to as few bytes of a stream that goes on as give one. */
    static Detection detectEarly(byte[] bytes) {
        for (int length = 0; ; length++) {
            ByteBuf prefix = Unpooled.wrappedBuffer(bytes, 0, Math.min(length, bytes.length));
            Detection detection = FormatDetector.detect(prefix, length >= bytes.length);
            if (!(detection instanceof Detection.NeedsMore)) {
                return detection;
            }
        }
    }
}
