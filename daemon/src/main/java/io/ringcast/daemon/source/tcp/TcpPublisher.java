package io.ringcast.daemon.source.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.ringcast.daemon.source.Publication;
import io.ringcast.daemon.source.Publisher;
import io.ringcast.daemon.source.PublisherSeat;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection that somebody publishes on. Belongs to its event loop; what the source says crosses over in {@link #autoRead}. */
final class TcpPublisher extends ChannelInboundHandlerAdapter implements Publisher, PublisherSeat.Claim {

    private static final Logger log = LoggerFactory.getLogger(TcpPublisher.class);

    private final Channel channel;
    private final String address;

    /** What came before the seat was his: a peer that has already left is read to its end, auto read or not. */
    private final Queue<ByteBuf> early = new ArrayDeque<>();

    private @Nullable Publication publication;
    private String why = "the connection was closed";

    TcpPublisher(Channel channel, InetSocketAddress from) {
        this.channel = channel;
        this.address = from.getAddress().getHostAddress() + ":" + from.getPort();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void onSeated(Publication seated) {
        onOwnLoop(
                () -> {
                    publication = seated;
                    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
                        seated.offer(bytes);
                    }
                    // Also if it has left before it was let in.
                    channel.closeFuture().addListener(closed -> seated.left(why));
                },
                () -> seated.left("the daemon ends"));
    }

    @Override
    public void onRefused(String reason) {
        log.warn("event=publisher-refused publisher={} detail=\"{}\"", address, reason);
        channel.close();
        onOwnLoop(this::forget, () -> {});
    }

    @Override
    public void autoRead(boolean on) {
        onOwnLoop(() -> channel.config().setAutoRead(on), () -> {});
    }

    @Override
    public void taken() {
        channel.close();
    }

    @Override
    public void dismiss(String reason) {
        log.info("event=publisher-dismissed publisher={} reason=\"{}\"", address, reason);
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Publication seated = publication;
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
        } else if (seated != null) {
            seated.offer(bytes);
        } else {
            early.add(bytes);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        why = "the connection broke: " + cause.getMessage();
        ctx.close();
    }

    private void forget() {
        early.forEach(ByteBuf::release);
        early.clear();
    }

    private void onOwnLoop(Runnable action, Runnable otherwise) {
        try {
            channel.eventLoop().execute(action);
        } catch (RejectedExecutionException stopping) {
            otherwise.run();
        }
    }
}
