package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.LeakPresenceDetector;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that closes its sending side reads on, far more than the kernel takes at once. */
@Timeout(60)
final class HalfClosedPeerTest {

    private static final int MUCH = 16 << 20;

    @AfterEach
    void lookForLeaks() {
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @MethodSource("io.ringcast.daemon.testing.Transports#available")
    void getsEverything(TransportKind kind) throws Exception {
        try (Transport transport = Transport.open(Optional.of(kind), 1, PooledByteBufAllocator.DEFAULT)) {
            ServerSocketChannel server = transport.bind(
                    transport
                            .server()
                            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                            .childHandler(new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel channel) {
                                    channel.pipeline().addLast(new Giver());
                                }
                            }),
                    ListenAddress.parse("127.0.0.1:0"));
            try (Socket peer = new Socket(
                    InetAddress.getLoopbackAddress(), server.localAddress().getPort())) {
                peer.setSoTimeout(20_000);
                peer.shutdownOutput();

                InputStream in = peer.getInputStream();
                assertThat(in.readNBytes(MUCH).length).isEqualTo(MUCH);
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    /** Gives much in many writes as soon as its peer has ended its side. */
    private static final class Giver extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                // When the channel has done all that it does at the end of its input.
                ctx.executor().execute(() -> give(ctx));
            }
        }

        private static void give(ChannelHandlerContext ctx) {
            for (int i = 0; i < 256; i++) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[MUCH / 256]));
            }
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
