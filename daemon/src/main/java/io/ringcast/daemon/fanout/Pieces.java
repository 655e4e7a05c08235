package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;

/** A channel that takes pieces, and sends them when it is told to. Belongs to its event loop. */
public interface Pieces extends ListenerChannel {

    /** Queues bytes for the next {@link #flush()}. Takes ownership of {@code bytes}. */
    void write(ByteBuf bytes);

    /** Sends what is queued, as far as the kernel takes it. */
    void flush();
}
