package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;

/** Takes the body of a request as it comes, on the event loop of its connection. */
public interface BodyReceiver {

    /** The next bytes. Borrows {@code part}. */
    void onBody(ByteBuf part);

    /** The body is whole; the request may be answered now or later. */
    void onBodyEnd();
}
