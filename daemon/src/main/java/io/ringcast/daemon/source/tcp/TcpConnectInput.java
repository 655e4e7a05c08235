package io.ringcast.daemon.source.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.transport.ReadGather;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A live stream that a server sends to whoever connects. Nothing tells its end from a loss, so the end of the connection is one; who
 * connects again gets what is on the air then. Belongs to the source's event loop, and so does the connection.
 */
final class TcpConnectInput implements Input {

    private final EventLoop loop;
    private final Transport transport;
    private final InetSocketAddress address;
    private final Duration timeout;
    private final InputSink sink;

    private boolean reading = true;
    private @Nullable Connection connection;

    /** {@code address} is unresolved. */
    TcpConnectInput(EventLoop loop, Transport transport, InetSocketAddress address, Duration timeout, InputSink sink) {
        this.loop = loop;
        this.transport = transport;
        this.address = address;
        this.timeout = timeout;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        interrupt();
        Connection next = new Connection();
        connection = next;
        loop.execute(next::open);
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (connection != null) {
            connection.gather.autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        Connection last = connection;
        connection = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void stop() {
        interrupt();
    }

    private String shown() {
        return address.getHostString() + ":" + address.getPort();
    }

    private final class Connection extends ChannelInboundHandlerAdapter {

        private final ReadGather gather = new ReadGather();
        private @Nullable Channel channel;
        private boolean connected;

        void open() {
            if (connection != this) {
                return;
            }
            ChannelFuture connecting = transport
                    .client(loop)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                    .handler(this)
                    .connect(address);
            channel = connecting.channel();
            connecting.addListener(done -> {
                Throwable cause = done.cause();
                if (cause != null && connection == this) {
                    lose(connectFailure(cause));
                }
            });
        }

        void close() {
            if (channel != null) {
                channel.close();
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (connection != this) {
                ctx.close();
                return;
            }
            connected = true;
            ctx.pipeline().addFirst("gather", gather);
            gather.rest(sink.patienceNanos());
            gather.autoRead(reading);
            sink.onConnected(InputRun.live(Optional.empty()));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (connection == this && message instanceof ByteBuf bytes) {
                    sink.onBytes(bytes);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (connection == this && connected) {
                lose(InputFailure.passing(
                        Reason.CLOSED,
                        shown() + " closed the connection (expected: bytes for as long as it is on the air)"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (connection == this) {
                lose(InputFailure.passing(
                        Reason.RESET, shown() + ": " + cause.getMessage() + " (expected: a connection that lasts)"));
            }
            ctx.close();
        }

        private InputFailure connectFailure(Throwable cause) {
            return cause instanceof UnknownHostException
                    ? InputFailure.passing(
                            Reason.DNS, address.getHostString() + ": name not found (expected: one that resolves)")
                    : InputFailure.passing(
                            Reason.CONNECT,
                            shown() + ": " + cause.getMessage() + " (expected: a server that listens there)");
        }

        private void lose(InputFailure failure) {
            interrupt();
            sink.onLost(failure);
        }
    }
}
