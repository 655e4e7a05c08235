package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitSink;

/** Hands on the bytes of an input that says its format and delivers whole units only. Holds nothing. */
final class WholeUnits implements UnitParser {

    private final Format format;

    WholeUnits(Format format) {
        this.format = format;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public void parse(ByteBuf bytes, UnitSink sink) {
        int count = bytes.readableBytes();
        if (count % format.unitSize() != 0) {
            throw new IllegalArgumentException("bytes: " + count + " (expected: a multiple of " + format.unitSize()
                    + ", whole units of " + format.name() + ")");
        }
        int end = bytes.writerIndex();
        sink.onUnits(bytes);
        bytes.readerIndex(end);
    }

    @Override
    public void end(UnitSink sink) {
        // Nothing is ever held.
    }

    @Override
    public void close() {
        // Nothing is ever held.
    }
}
