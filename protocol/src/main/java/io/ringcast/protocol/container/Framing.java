package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/**
 * What a {@link UnitCutter} asks about one format: where a unit ends, and what is to be said of it. One per connection of an input.
 *
 * <p>Buffers are borrowed and no index of them is moved.
 */
interface Framing {

    /** Answer of {@link #measure}: too few bytes to tell. */
    long MORE = 0;

    /** Bytes of a unit that are kept until it is whole; larger ones go on in parts. */
    int WHOLE_BYTES = 64 * 1024;

    Format format();

    /**
     * What begins at {@code index}.
     *
     * @param readable bytes that are there from {@code index} on, at least one
     * @param last whether there will be no more
     * @return the length of the unit, which may be more than {@code readable}; {@link #MORE}, never with {@code last}; or, negative, how many
     *     bytes there belong to no unit, at most {@code readable}
     */
    long measure(ByteBuf bytes, int index, int readable, boolean last);

    /** With so many bytes {@link #measure} has an answer other than {@link #MORE}. Asked again each time. */
    int decidedBy();

    /** How many bytes of a unit of {@code length} bytes are to be there when {@link #begin} is called, at most {@code length}. */
    default int wanted(long length) {
        return (int) Math.min(length, WHOLE_BYTES);
    }

    /**
     * The unit of {@code length} bytes at {@code index}, of which {@link #wanted} are there, is about to be handed on: tells {@code sink} what
     * is to be said of it.
     *
     * @return whether nothing may come between it and what was begun before and what follows: false when it goes on with the next one
     */
    boolean begin(ByteBuf bytes, int index, long length, UnitSink sink);

    /** A part of the unit that was begun last is about to be handed on, of which {@code position} bytes have been before. */
    default void within(long position, UnitSink sink) {}
}
