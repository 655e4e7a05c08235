package io.ringcast.daemon.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that a route takes as it comes: how far it is, and whether more of it is read. Belongs to the event loop of the
 * connection.
 */
final class BodyFlow {

    private final Channel channel;
    private final Deque<HttpObject> ahead;
    private @Nullable BodyReceiver receiver;
    private boolean reading = true;
    private boolean whole;

    /** {@code ahead} is what came before the route was ready for it. */
    BodyFlow(Channel channel, Deque<HttpObject> ahead) {
        this.channel = channel;
        this.ahead = ahead;
    }

    /** Whether its last byte was handed on. */
    boolean isWhole() {
        return whole;
    }

    /** Hands on what came already, and from now on what comes. */
    void receive(BodyReceiver by) {
        receiver = by;
        while (!whole && !ahead.isEmpty()) {
            hand(ahead.remove());
        }
        apply();
    }

    void reading(boolean on) {
        reading = on;
        apply();
    }

    /** Takes ownership of {@code message}; false, and nothing is taken, when it is not for the receiver. */
    boolean take(HttpObject message) {
        if (receiver == null || whole || !(message instanceof HttpContent)) {
            return false;
        }
        hand(message);
        return true;
    }

    private void hand(HttpObject message) {
        try {
            BodyReceiver by = receiver;
            if (by == null || !(message instanceof HttpContent content)) {
                return;
            }
            if (message.decoderResult().isFailure()) {
                // A chunk that is none: nobody knows where the body ends.
                channel.close();
                return;
            }
            by.onBody(content.content());
            if (content instanceof LastHttpContent) {
                whole = true;
                by.onBodyEnd();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void apply() {
        if (receiver != null && !whole) {
            channel.config().setAutoRead(reading);
        }
    }
}
