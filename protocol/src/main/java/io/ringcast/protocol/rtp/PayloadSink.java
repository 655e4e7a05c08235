package io.ringcast.protocol.rtp;

import io.netty.buffer.ByteBuf;

/** Takes what datagrams carry, in the order in which it was sent. */
@FunctionalInterface
public interface PayloadSink {

    /** The payload of one datagram, from reader to writer index. Borrows {@code payload} for the call. */
    void onPayload(ByteBuf payload);
}
