package io.ringcast.daemon.fanout;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.PlatformDependent;

/** Chooses how bytes leave over a stream socket. */
public final class SocketWriters {

    private SocketWriters() {}

    /**
     * Returns a writer for {@code channel}: past its queue where it has a file descriptor, memory has addresses and nothing between the
     * queue and the socket changes bytes; else through the queue.
     *
     * @param channel a stream socket whose pipeline ends in a {@link ListenerHandler}; half closure allowed
     */
    public static ListenerChannel over(Channel channel) {
        if (PlatformDependent.hasUnsafe() && channel.pipeline().get(SslHandler.class) == null) {
            return StraightSocketWriter.over(channel).orElseGet(() -> new SocketChannelWriter(channel));
        }
        return new SocketChannelWriter(channel);
    }
}
