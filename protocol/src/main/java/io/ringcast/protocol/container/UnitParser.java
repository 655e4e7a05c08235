package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** Cuts a stream of bytes, split anywhere, into whole units and finds where a decoder can join. One per connection of an input. */
public interface UnitParser extends AutoCloseable {

    /** The format of the units that come out. */
    Format format();

    /** Reads all of {@code bytes} (borrowed) and tells {@code sink} what is whole; a part of a unit is kept until the rest comes. */
    void parse(ByteBuf bytes, UnitSink sink);

    /** The stream has ended: gives {@code sink} what is still held and is allowed to stand alone, throws the rest away. */
    void end(UnitSink sink);

    /** Frees what is held. Idempotent. */
    @Override
    void close();
}
