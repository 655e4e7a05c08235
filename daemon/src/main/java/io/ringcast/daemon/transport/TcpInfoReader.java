package io.ringcast.daemon.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about TCP connections, without garbage: one object for each event loop, to which it belongs. Linux through epoll and
 * io_uring answers, the other transports do not.
 */
public final class TcpInfoReader {

    private @Nullable EpollTcpInfo epoll;
    private @Nullable IoUringTcpInfo uring;

    /**
     * Asks about the connection of {@code channel}: one system call of a microsecond. On the channel's event loop only, so that nobody
     * closes it meanwhile and its descriptor is still its own.
     *
     * @return false if there is no answer: another transport, or a channel that is closed; then {@code into} is as it was
     */
    public boolean read(Channel channel, TcpInfo into) {
        if (!channel.isOpen()) {
            return false;
        }
        try {
            if (channel instanceof EpollSocketChannel socket) {
                into.take(socket.tcpInfo(epoll()));
                return true;
            } else if (channel instanceof IoUringSocketChannel socket) {
                into.take(socket.tcpInfo(uring()));
                return true;
            }
        } catch (ChannelException e) {
            // The descriptor is gone or is no TCP socket: as good as a transport that does not know.
            return false;
        }
        return false;
    }

    private EpollTcpInfo epoll() {
        EpollTcpInfo info = epoll;
        if (info == null) {
            info = new EpollTcpInfo();
            epoll = info;
        }
        return info;
    }

    private IoUringTcpInfo uring() {
        IoUringTcpInfo info = uring;
        if (info == null) {
            info = new IoUringTcpInfo();
            uring = info;
        }
        return info;
    }
}
