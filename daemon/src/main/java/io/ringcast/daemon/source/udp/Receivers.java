package io.ringcast.daemon.source.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/** Makes the sockets of datagram inputs; {@code Transport} does in the daemon. */
@FunctionalInterface
public interface Receivers {

    /** A bootstrap for a socket on {@code loop} that receives at {@code address}; it lacks only the handler. */
    Bootstrap receiver(EventLoop loop, InetSocketAddress address, int bufferBytes);
}
