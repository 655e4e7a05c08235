package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * A {@link ListenerChannel} over a stream socket: slices go through the channel's queue with its void promise, so that a write makes no
 * garbage but the slice.
 */
public final class SocketChannelWriter implements ListenerChannel {

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
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
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
            // FIN first, close when the peer has closed too: a close with unread input would turn the end into a reset.
            duplex.shutdownOutput();
            channel.eventLoop().schedule(() -> channel.close(), LINGER_NANOS, TimeUnit.NANOSECONDS);
        });
    }

    @Override
    public void reset() {
        if (channel.isOpen()) {
            pending();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
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
