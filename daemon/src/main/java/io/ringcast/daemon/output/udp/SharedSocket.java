package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.ringcast.daemon.transport.DatagramSocketOptions;
import io.ringcast.daemon.transport.PacingTransport;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One socket for all outputs that want the same of it; opened again and again while somebody uses it and it cannot be had. */
final class SharedSocket {

    private static final long RETRY_SECONDS = 2;

    private final PacingTransport transport;
    private final DatagramSocketOptions options;

    private int users;
    private @Nullable Channel channel;
    private String trouble = "opens";
    private boolean written;

    SharedSocket(PacingTransport transport, DatagramSocketOptions options) {
        this.transport = transport;
        this.options = options;
    }

    DatagramSocketOptions options() {
        return options;
    }

    /** Somebody uses it until {@link #leave}. */
    void join() {
        if (users++ == 0) {
            open();
        }
    }

    /** Returns whether nobody is left; then it is closed. */
    boolean leave() {
        if (--users > 0) {
            return false;
        }
        if (channel != null) {
            channel.close();
            channel = null;
        }
        return true;
    }

    /** Its channel, null while it cannot be had. */
    @Nullable
    Channel channel() {
        return channel;
    }

    /** Why it cannot be had. */
    String trouble() {
        return trouble;
    }

    /** Queues a datagram until {@link #flush}. Takes ownership of {@code datagram}; only if there is a channel. */
    void write(ByteBuf datagram, InetSocketAddress to, SendOutcome outcome) {
        written = true;
        outcome.channel().write(new DatagramPacket(datagram, to), outcome);
    }

    /** Hands what was written to the kernel. */
    void flush() {
        Channel open = channel;
        if (written && open != null) {
            written = false;
            open.flush();
        }
    }

    private void open() {
        if (users == 0) {
            return;
        }
        try {
            transport.open(options, new Quiet()).addListener((ChannelFuture opened) -> onOpened(opened));
        } catch (SocketException e) {
            retry(e);
        }
    }

    private void onOpened(ChannelFuture opened) {
        Throwable cause = opened.cause();
        if (cause != null) {
            retry(cause);
        } else if (users == 0) {
            opened.channel().close();
        } else {
            Channel open = opened.channel();
            channel = open;
            open.closeFuture().addListener(closed -> {
                if (channel == open) {
                    channel = null;
                    retry(new SocketException("the socket was closed"));
                }
            });
        }
    }

    private void retry(Throwable cause) {
        String message = cause.getMessage();
        trouble = message == null ? cause.getClass().getSimpleName() : message;
        if (users > 0 && !transport.loop().isShuttingDown()) {
            transport.loop().schedule(this::open, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Nobody is told what a peer sends back, and errors come by the outcome of each datagram. */
    @ChannelHandler.Sharable
    private static final class Quiet extends ChannelInboundHandlerAdapter {}
}
