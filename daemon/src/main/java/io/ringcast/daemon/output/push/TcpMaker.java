package io.ringcast.daemon.output.push;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Connects to a TCP port.
 *
 * @param url for people
 * @param address unresolved
 * @param connectTimeout until the connection stands
 * @param whole whether the peer has to confirm by its own end that it has read all
 * @param readTimeout how long it may take for that behind the last byte
 */
record TcpMaker(
        Transport transport,
        String url,
        InetSocketAddress address,
        Duration connectTimeout,
        boolean whole,
        Duration readTimeout)
        implements Attempt.Maker {

    @Override
    public Attempt begin(EventLoop loop, Portion portion, Attempt.Events events) {
        TcpAttempt attempt = new TcpAttempt(loop, this, events);
        loop.execute(attempt::resolve);
        return attempt;
    }
}
