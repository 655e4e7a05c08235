package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** Hands bytes of which nothing is known on as they come. */
final class OpaqueParser implements UnitParser {

    private final Format format;

    OpaqueParser(Format format) {
        this.format = format;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public void parse(ByteBuf bytes, UnitSink sink) {
        if (!bytes.isReadable()) {
            return;
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
