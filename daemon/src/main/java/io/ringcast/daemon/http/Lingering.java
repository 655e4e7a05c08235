package io.ringcast.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The last moments of a connection whose client may still be sending. */
final class Lingering {

    private Lingering() {}

    /**
     * Ends our side now and closes when the client has ended its own, or a moment later: closing with unread bytes would reset the
     * connection, and the reset can overtake the response. Whoever handles the channel goes on dropping what comes in.
     */
    static void close(Channel channel) {
        if (!(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
            channel.close();
            return;
        }
        Future<?> late = channel.eventLoop()
                .schedule(() -> channel.close(), HttpServerSettings.LINGER.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> late.cancel(false));
        channel.config().setAutoRead(true);
        duplex.shutdownOutput();
    }
}
