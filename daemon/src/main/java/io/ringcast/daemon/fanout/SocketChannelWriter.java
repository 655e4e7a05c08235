package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.ringcast.daemon.transport.SocketOptions;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;
import java.util.concurrent.TimeUnit;

/**
 * A {@link ListenerChannel} over any stream socket: slices go through the channel's queue with its void promise, so that a write makes no
 * garbage but the slice. What is queued keeps its chunks in memory.
 */
public final class SocketChannelWriter implements Pieces {

    /** How long a peer that was sent everything may take to close its side. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Channel channel;

    /** {@link #pending()} when it was last known: of a channel that has closed, what the kernel did not take. */
    private long left;

    /** @param channel a stream socket whose pipeline ends in a {@link ListenerHandler}; half closure allowed */
    public SocketChannelWriter(Channel channel) {
        this.channel = channel;
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public int send(Batch batch) {
        for (int i = 0; i < batch.pieces(); i++) {
            write(batch.piece(i).retainedDuplicate());
        }
        flush();
        return batch.length();
    }

    @Override
    public void queue(ByteBuf bytes) {
        write(bytes);
        flush();
    }

    @Override
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void depth(int bytes) {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(bytes / 4, bytes / 2));
        SocketOptions.unsent(channel, bytes);
    }

    @Override
    public long pending() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue != null) {
            left = queue.totalPendingWriteBytes() == 0 ? 0 : flushedBytes(queue);
        }
        return left;
    }

    @Override
    public void finish(long nanos) {
        var deadline = channel.eventLoop().schedule(this::reset, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> {
            if (sent.isSuccess()) {
                left = 0;
            }
            if (!sent.isSuccess() || !(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
                channel.close();
                return;
            }
            shutOutput(duplex);
            channel.eventLoop().schedule(() -> channel.close(), LINGER_NANOS, TimeUnit.NANOSECONDS);
        });
    }

    /** FIN first, close when the peer has closed too: a close with unread input would turn the end into a reset. */
    private static void shutOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            // RFC 8446, 6.1: without a close_notify the peer has to take it for a truncation.
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }

    @Override
    public boolean tcpInfo(TcpInfoReader reader, TcpInfo into) {
        return reader.read(channel, into);
    }

    @Override
    public void paused(boolean pause) {
        SocketOptions.paused(channel, pause);
    }

    @Override
    public void reset() {
        if (channel.isOpen()) {
            pending();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            cut();
        }
    }

    /** A TLS handler would say close_notify, by which the peer takes a cut for the end. */
    private void cut() {
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close();
        }
    }

    private static long flushedBytes(ChannelOutboundBuffer queue) {
        Sum sum = new Sum();
        try {
            queue.forEachFlushedMessage(sum);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return sum.bytes;
    }

    private static final class Sum implements ChannelOutboundBuffer.MessageProcessor {
        private long bytes;

        @Override
        public boolean processMessage(Object message) {
            bytes += message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
            return true;
        }
    }
}
