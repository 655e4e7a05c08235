package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.ringcast.daemon.transport.SocketOptions;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;
import java.io.IOException;
import java.util.Optional;

/**
 * A {@link ListenerChannel} that gives bytes to the kernel with one system call, past the channel's queue: nothing is allocated, no chunk
 * stays in memory for a slow reader, and the cursor always says what the kernel took.
 *
 * <p>The queue is used for the rest of a unit that the kernel took in part; until that is gone the channel is not writable, and its event
 * for becoming writable brings the listener back. The thread that closes a file descriptor is the one that sends here, so an open one is
 * still the listener's own.
 */
final class StraightSocketWriter implements ListenerChannel {

    /** Writable means that the queue is empty. */
    private static final WriteBufferWaterMark ANYTHING = new WriteBufferWaterMark(1, 1);

    private final Channel channel;
    private final Socket socket;
    private final SocketChannelWriter queue;

    /** Whether bytes may be in the queue: then it must be asked. */
    private boolean queued = true;

    private boolean failed;

    private StraightSocketWriter(Channel channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
        this.queue = new SocketChannelWriter(channel);
        channel.config().setWriteBufferWaterMark(ANYTHING);
        // A response head that waits for company would wait for ever: what follows takes another way.
        channel.flush();
    }

    /**
     * Returns one for {@code channel}, none if it has no file descriptor that can be written past it. A channel of io_uring has one, but it
     * blocks.
     */
    static Optional<ListenerChannel> over(Channel channel) {
        boolean nonBlocking = channel instanceof EpollSocketChannel || channel instanceof KQueueSocketChannel;
        return nonBlocking && ((UnixChannel) channel).fd() instanceof Socket socket
                ? Optional.of(new StraightSocketWriter(channel, socket))
                : Optional.empty();
    }

    @Override
    public boolean writable() {
        if (queued) {
            queued = !channel.isWritable();
        }
        return !queued && !failed;
    }

    @Override
    public int send(Batch batch) {
        if (!socket.isOpen()) {
            failed = true;
            return 0;
        }
        try {
            if (batch.pieces() == 1) {
                ByteBuf piece = batch.piece(0);
                return socket.sendAddress(piece.memoryAddress(), piece.readerIndex(), piece.writerIndex());
            }
            IovArray vector = batch.vector();
            return (int) socket.writevAddresses(vector.memoryAddress(0), vector.count());
        } catch (IOException e) {
            failed = true;
            // Not now: the walk goes on, and closing a channel runs its handlers.
            channel.eventLoop().execute(() -> channel.pipeline().fireExceptionCaught(e));
            return 0;
        }
    }

    @Override
    public void queue(ByteBuf bytes) {
        queued = true;
        queue.queue(bytes);
    }

    @Override
    public long pending() {
        return queued ? queue.pending() : 0;
    }

    /** Never: what the kernel takes no more of is the copied rest of a unit. */
    @Override
    public boolean pins() {
        return false;
    }

    @Override
    public void depth(int bytes) {
        SocketOptions.unsent(channel, bytes);
    }

    @Override
    public void finish(long nanos) {
        queued = true;
        queue.finish(nanos);
    }

    @Override
    public boolean tcpInfo(TcpInfoReader reader, TcpInfo into) {
        return queue.tcpInfo(reader, into);
    }

    @Override
    public void paused(boolean pause) {
        queue.paused(pause);
    }

    @Override
    public void reset() {
        queue.reset();
    }
}
