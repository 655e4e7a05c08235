package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.ringcast.daemon.testing.Leaks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many who connect at once. */
@Timeout(120)
final class AcceptTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Socket> peers = new ArrayList<>();

    @AfterEach
    void lookForLeaks() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        Leaks.awaitNone();
    }

    @ParameterizedTest
    @MethodSource("io.ringcast.daemon.testing.Transports#available")
    void spreadOverAllLoops(TransportKind kind) throws Exception {
        try (Transport transport = open(kind, 4)) {
            Map<EventLoop, AtomicInteger> accepted = new ConcurrentHashMap<>();
            ServerSocketChannel server = listen(transport, new Handler() {
                @Override
                public void channelActive(ChannelHandlerContext ctx) {
                    accepted.computeIfAbsent(ctx.channel().eventLoop(), loop -> new AtomicInteger())
                            .incrementAndGet();
                }
            });

            connect(server, 400);
            await().atMost(LIMIT).until(() -> sum(accepted) == 400);

            assertThat(accepted.values()).extracting(AtomicInteger::get).containsExactly(100, 100, 100, 100);
            assertThat(transport.uses()).extracting(LoopUse::connections).containsExactly(100, 100, 100, 100);

            for (Socket peer : peers) {
                peer.close();
            }
            await().atMost(LIMIT).until(() -> transport.uses().stream().allMatch(use -> use.connections() == 0));
        }
    }

    /** The only loop stands still while one of the connected speaks and a crowd connects, and then has all of it to do. */
    @ParameterizedTest
    @MethodSource("io.ringcast.daemon.testing.Transports#available")
    void doNotKeepTheirLoopFromThoseWhoAreConnected(TransportKind kind) throws Exception {
        try (Transport transport = open(kind, 1)) {
            AtomicInteger accepted = new AtomicInteger();
            List<Integer> acceptedWhenHeard = new ArrayList<>();
            CountDownLatch heard = new CountDownLatch(1);
            ServerSocketChannel server = listen(transport, new Handler() {
                @Override
                public void channelActive(ChannelHandlerContext ctx) {
                    accepted.incrementAndGet();
                }

                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ReferenceCountUtil.release(message);
                    acceptedWhenHeard.add(accepted.get());
                    heard.countDown();
                }
            });
            connect(server, 1);
            await().atMost(LIMIT).until(() -> accepted.get() == 1);

            CountDownLatch ready = new CountDownLatch(1);
            transport.loops().next().execute(() -> awaitUninterruptibly(ready));
            connect(server, 1000);
            peers.get(0).getOutputStream().write('!');
            ready.countDown();
            heard.await();
            await().atMost(LIMIT).until(() -> accepted.get() == 1001);

            assertThat(acceptedWhenHeard.get(0)).isLessThanOrEqualTo(8 * SocketOptions.ACCEPTS_PER_TURN);
        }
    }

    private static Transport open(TransportKind kind, int loops) {
        return Transport.open(Optional.of(kind), loops, PooledByteBufAllocator.DEFAULT);
    }

    private static ServerSocketChannel listen(Transport transport, Handler handler) {
        return transport.bind(transport.server().childHandler(handler), ListenAddress.parse("127.0.0.1:0"));
    }

    private void connect(ServerSocketChannel server, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket peer = new Socket();
            peers.add(peer);
            peer.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(),
                            server.localAddress().getPort()),
                    20_000);
        }
    }

    private static int sum(Map<EventLoop, AtomicInteger> counts) {
        return counts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same for all connections. */
    private static class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
