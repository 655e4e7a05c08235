package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.TestTransports;
import io.ringcast.daemon.transport.TransportKind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TakeOverTest {

    private static final String KINDS = "io.ringcast.daemon.transport.TestTransports#kinds";
    private static final HttpHeaders HEADERS = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, "video/mp2t");

    private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
    private @Nullable HttpServer server;

    @AfterEach
    void close() {
        if (server != null) {
            HttpServer open = server;
            open.close();
            await().until(() -> open.connections() == 0);
        }
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void writesTheHeadThenRawBytesWithNoHttpHandlerBetween(TransportKind kind) throws Exception {
        try (RawHttpClient client = new RawHttpClient(serve(kind))) {
            client.send("GET /stream HTTP/1.0\r\n\r\n");
            Channel channel = takeOver(taken(), new LinkedBlockingQueue<>());

            channel.writeAndFlush(bytes(channel, "raw bytes")).sync();

            RawHttpClient.Response head = client.head();
            assertThat(head.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(head.header("content-type")).isEqualTo("video/mp2t");
            assertThat(head.header("connection")).isEqualTo("close");
            assertThat(head.headers()).containsKeys("date", "server").doesNotContainKeys("content-length");
            assertThat(new String(client.bytes(9), StandardCharsets.UTF_8)).isEqualTo("raw bytes");
            assertThat(channel.pipeline().names()).noneMatch(name -> name.equals("codec") || name.equals("timer"));
            channel.close().sync();
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void discardsWhatComesAfterTheRequestAndShowsTheEndOfInput(TransportKind kind) throws Exception {
        try (RawHttpClient client = new RawHttpClient(serve(kind))) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE");
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            Channel channel = takeOver(taken(), events);

            client.send("more garbage").endOutput();

            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("input ended");
            channel.writeAndFlush(bytes(channel, "still served")).sync();
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(new String(client.bytes(12), StandardCharsets.UTF_8)).isEqualTo("still served");
            channel.close().sync();
            assertThat(client.rest()).isEmpty();
            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(held).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void showsAnEndOfInputThatCameBefore(TransportKind kind) throws Exception {
        try (RawHttpClient client = new RawHttpClient(serve(kind))) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n").endOutput();
            HttpExchange exchange = taken();
            BlockingQueue<String> ended = new LinkedBlockingQueue<>();
            exchange.eventLoop().execute(() -> exchange.onInputEnded(() -> ended.add("ended")));
            assertThat(ended.poll(5, TimeUnit.SECONDS)).isNotNull();
            BlockingQueue<String> events = new LinkedBlockingQueue<>();

            Channel channel = takeOver(exchange, events);

            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("input ended");
            channel.writeAndFlush(bytes(channel, "x")).sync();
            channel.close().sync();
            assertThat(client.rest()).endsWith("\r\n\r\nx");
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void outlivesTheServersTimeoutsAndItsStop(TransportKind kind) throws Exception {
        try (RawHttpClient client = new RawHttpClient(serve(kind))) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
            Channel channel = takeOver(taken(), new LinkedBlockingQueue<>());
            HttpServer stopped = server();

            stopped.stop(Duration.ZERO).get(5, TimeUnit.SECONDS);

            channel.writeAndFlush(bytes(channel, "alive")).sync();
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(new String(client.bytes(5), StandardCharsets.UTF_8)).isEqualTo("alive");
            assertThat(stopped.connections()).isEqualTo(1);
            channel.close().sync();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void isRefusedForHeadAndAfterAnAnswer(TransportKind kind) throws Exception {
        try (RawHttpClient client = new RawHttpClient(serve(kind))) {
            client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpExchange head = taken();
            head.eventLoop()
                    .submit(() -> {
                        assertThatThrownBy(() -> head.takeOver(HttpResponseStatus.OK, HEADERS))
                                .isInstanceOf(IllegalStateException.class);
                        head.respond(HttpResponseStatus.OK, EmptyHttpHeaders.INSTANCE);
                        assertThatThrownBy(() -> head.takeOver(HttpResponseStatus.OK, HEADERS))
                                .isInstanceOf(IllegalStateException.class);
                    })
                    .sync();

            assertThat(client.head().status()).isEqualTo(200);
        }
    }

    private int serve(TransportKind kind) {
        Router router = Router.builder()
                .add(HttpMethod.GET, "/{name}", held::add, Router.Ability.HEAD)
                .build();
        server = new HttpServer(
                TestTransports.of(kind),
                HttpServerSettings.of("Ringcast/test", 10),
                router,
                Optional.empty(),
                HttpServerObserver.NONE,
                Clock.systemUTC());
        return server.bind(ListenAddress.parse("127.0.0.1:0")).getPort();
    }

    private HttpServer server() {
        assertThat(server).isNotNull();
        return server;
    }

    private HttpExchange taken() throws InterruptedException {
        HttpExchange exchange = held.poll(5, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        return exchange;
    }

    private static Channel takeOver(HttpExchange exchange, BlockingQueue<String> events) throws Exception {
        return exchange.eventLoop()
                .submit(() -> {
                    Channel channel = exchange.takeOver(HttpResponseStatus.OK, HEADERS);
                    channel.pipeline().addLast(new Recording(events));
                    return channel;
                })
                .get(5, TimeUnit.SECONDS);
    }

    private static ByteBuf bytes(Channel channel, String text) {
        return channel.alloc().buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Recording extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<String> events;

        Recording(BlockingQueue<String> events) {
            this.events = events;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            events.add("read " + message);
            ctx.fireChannelRead(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                events.add("input ended");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            events.add("closed");
        }
    }
}
