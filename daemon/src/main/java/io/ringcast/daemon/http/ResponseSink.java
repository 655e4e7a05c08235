package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;

/** Told of what comes back on a {@link Hop}, on its event loop: a head, parts, then an end or a failure. */
interface ResponseSink {

    /** The request head was sent; a body may follow it on {@code channel}. */
    default void onRequested(Channel channel) {}

    /** An informational response came (RFC 9110, 15.2). */
    default void onInterim(int status) {}

    /** A response that is not informational began. */
    void onResponse(HttpResponse response);

    /** Bytes of the body with their content coding on. Takes ownership of {@code part}. */
    void onPart(ByteBuf part);

    /** The body is whole as its framing says. */
    void onEnd();

    /** The hop is over. */
    void onFailed(DownloadFailure failure);
}
