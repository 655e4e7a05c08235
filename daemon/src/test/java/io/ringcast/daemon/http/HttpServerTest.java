package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.transport.BindFailedException;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.TestTransports;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
    private final List<HttpServerObserver.Refusal> refusals = new CopyOnWriteArrayList<>();
    private final Router router = Router.builder()
            .get("/hello", exchange -> exchange.respond(HttpResponseStatus.OK, TEXT, "hello\n"))
            .get("/held", held::add)
            .get("/own-head", HttpServerTest::describe, Router.Ability.HEAD)
            .get("/{name}", HttpServerTest::describe)
            .get("/{name}/snapshot", HttpServerTest::describe)
            .prefix(HttpMethod.GET, "/api/", HttpServerTest::describe)
            .prefix(
                    HttpMethod.GET,
                    "/api/v1/",
                    exchange -> exchange.respond(HttpResponseStatus.OK, TEXT, "v1 " + exchange.path()))
            .post(
                    "/api/v1/echo",
                    exchange ->
                            exchange.respond(HttpResponseStatus.OK, TEXT, exchange.body(), EmptyHttpHeaders.INSTANCE))
            .get("/empty", exchange -> exchange.respond(HttpResponseStatus.NO_CONTENT, EmptyHttpHeaders.INSTANCE))
            .get("/broken", exchange -> {
                throw new IllegalStateException("planted");
            })
            .build();

    private HttpServer server = server(10, Duration.ofSeconds(30), Duration.ofSeconds(30), Optional.empty());
    private int port;

    @BeforeEach
    void bind() {
        port = server.bind(ListenAddress.parse("127.0.0.1:0")).getPort();
    }

    @AfterEach
    void close() {
        server.close();
        await().until(() -> server.connections() == 0);
        LeakPresenceDetector.check();
    }

    @Test
    void answersWithLengthDateAndServer() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            RawHttpClient.Response response =
                    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").response();

            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(response.header("content-type")).isEqualTo(TEXT);
            assertThat(response.header("content-length")).isEqualTo("6");
            assertThat(response.header("date")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
            assertThat(response.header("server")).isEqualTo("Ringcast/test");
            assertThat(response.headers()).doesNotContainKey("connection");
            assertThat(response.body()).isEqualTo("hello\n");
        }
    }

    @Test
    void keepsTheConnectionOfHttp11AndOfHttp10ThatAsks() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                                .response()
                                .status())
                        .isEqualTo(200);
            }
            RawHttpClient.Response old = client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .response();
            assertThat(old.header("connection")).isEqualTo("keep-alive");

            RawHttpClient.Response last = client.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .response();
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void closesAfterAnHttp10AnswerAndTakesLoneLineFeeds() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            RawHttpClient.Response response =
                    client.send("GET /hello HTTP/1.0\n\n").response();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void answersAClientThatHasEndedItsSide() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").endOutput();

            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK").endsWith("hello\n");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            StringBuilder requests = new StringBuilder("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
            for (int i = 0; i < 50; i++) {
                requests.append("GET /n").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            client.send(requests.toString());
            HttpExchange first = taken();

            first.eventLoop().execute(() -> first.respond(HttpResponseStatus.OK, TEXT, "first"));

            assertThat(client.response().body()).isEqualTo("first");
            for (int i = 0; i < 50; i++) {
                assertThat(client.response().body()).contains("name=n" + i + "\n");
            }
        }
    }

    @Test
    void answersEveryPipelinedRequestOfAClientThatHasEndedItsSide() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)).endOutput();

            assertThat(client.rest().split("hello\n", -1)).hasSize(4);
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            for (String line : List.of("HEAD /hello", "HEAD /own-head", "HEAD /name", "GET /hello")) {
                client.send(line + " HTTP/1.1\r\nHost: x\r\n\r\n");
            }

            assertThat(client.head().header("content-length")).isEqualTo("6");
            assertThat(client.head().header("x-method")).isEqualTo("HEAD");
            assertThat(client.head().header("x-method")).isEqualTo("GET");
            assertThat(client.response().body()).isEqualTo("hello\n");
        }
    }

    @Test
    void routesByExactPathPatternLongestPrefixAndFallback() throws Exception {
        assertThat(get("/hello").body()).isEqualTo("hello\n");
        assertThat(get("/news").body()).contains("name=news\n");
        assertThat(get("/news/snapshot").body()).contains("name=news\n");
        assertThat(get("/api/x").body()).contains("path=/api/x\n");
        assertThat(get("/api/v1/x/y").body()).isEqualTo("v1 /api/v1/x/y");
        assertThat(get("/a/b/c").status()).isEqualTo(404);
        assertThat(get("/").status()).isEqualTo(404);
        assertThat(get("/empty").status()).isEqualTo(204);
        assertThat(get("/empty").headers()).doesNotContainKey("content-length");
    }

    @Test
    void saysWhichMethodsAreAllowed() throws Exception {
        RawHttpClient.Response response = request("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).isEqualTo("GET, HEAD");
        assertThat(request("DELETE /no/such/path HTTP/1.1\r\nHost: x\r\n\r\n").status())
                .isEqualTo(404);
    }

    @Test
    void decodesPathAndQuery() throws Exception {
        RawHttpClient.Response response = get("/caf%C3%A9%20one?from=30s&tag=a&tag=b%26c&flag");

        assertThat(response.body())
                .contains("raw=/caf%C3%A9%20one\n", "path=/café one\n", "name=café one\n", "from=Optional[30s]\n")
                .contains("tag=[a, b&c]\n", "flag=Optional[]\n", "none=Optional.empty\n", "version=HTTP/1.1\n")
                .contains("port=" + port + "\n");
    }

    @Test
    void takesAnAbsoluteTarget() throws Exception {
        assertThat(get("http://x:80/hello").body()).isEqualTo("hello\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /a/../b HTTP/1.1                  | 400 | ".."
            GET /a/%2e%2E/b HTTP/1.1              | 400 | ".."
            GET /a%2fb HTTP/1.1                   | 400 | encoded slash
            GET /a%00 HTTP/1.1                    | 400 | control character
            GET /a%4 HTTP/1.1                     | 400 | percent sign
            GET /a%zz HTTP/1.1                    | 400 | percent sign
            GET /%ff HTTP/1.1                     | 400 | UTF-8
            GET /ü HTTP/1.1                       | 400 | ASCII
            GET /a?b=%4 HTTP/1.1                  | 400 | query
            GET hello HTTP/1.1                    | 400 | slash
            GET /a#b HTTP/1.1                     | 400 | fragment
            GET /hello HTTP/2.0                   | 505 | HTTP/1.1
            complete nonsense without any version | 400 | not an HTTP request
            """)
    void refusesABadRequestLineWithASentence(String line, int status, String sentence) throws Exception {
        RawHttpClient.Response response = request(line + "\r\nHost: x\r\n\r\n");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).contains(sentence).endsWith("\n");
        assertThat(response.header("connection")).isEqualTo("close");
        assertThat(refusals).containsExactly(HttpServerObserver.Refusal.BAD_REQUEST);
    }

    @Test
    void refusesWhatIsTooLong() throws Exception {
        assertThat(get("/" + "a".repeat(9000)).status()).isEqualTo(414);
        assertThat(request("GET /hello HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(17 << 10) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(request("POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n")
                        .status())
                .isEqualTo(413);
        assertThat(request("POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"
                                + "a".repeat(65537) + "\r\n0\r\n\r\n")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void refusesRequestsWithNoHostOrTwo() throws Exception {
        assertThat(request("GET /hello HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
        assertThat(request("GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n").status())
                .isEqualTo(400);
    }

    @Test
    void refusesABodyThatNobodyTakes() throws Exception {
        RawHttpClient.Response response = request("GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.body()).contains("takes no body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
            })
    void givesARouteItsBody(String rest) throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("POST /api/v1/echo HTTP/1.1\r\nHost: x\r\n" + rest + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(client.response().body()).isEqualTo("hello\n");
        }
    }

    @Test
    void invitesABodyThatWaitsForIt() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(100);

            assertThat(client.send("ok").response().body()).isEqualTo("ok");
        }
    }

    @Test
    void answersAFailedRouteWith500() throws Exception {
        assertThat(get("/broken").status()).isEqualTo(500);
    }

    @Test
    void holdsAnExchangeUntilItsAnswer() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpExchange exchange = taken();
            assertThat(exchange.isOpen()).isTrue();
            assertThat(exchange.remoteAddress().getPort()).isEqualTo(client.localPort());

            exchange.eventLoop().execute(() -> exchange.respond(HttpResponseStatus.OK, TEXT, "at last"));

            assertThat(client.response().body()).isEqualTo("at last");
            assertThat(exchange.isOpen()).isFalse();
        }
    }

    @Test
    void tellsAHeldExchangeThatItsClientHasGone() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpExchange exchange = taken();
            exchange.eventLoop()
                    .submit(() -> {
                        exchange.onInputEnded(() -> events.add("input ended"));
                        exchange.onClosed(() -> events.add("closed"));
                    })
                    .sync();

            client.endOutput();
            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("input ended");
            server.stop(Duration.ZERO).get(5, TimeUnit.SECONDS);

            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(exchange.isOpen()).isFalse();
            exchange.eventLoop()
                    .submit(() -> exchange.respond(HttpResponseStatus.OK, TEXT, "to nobody"))
                    .sync();
        }
    }

    @Test
    void refusesASecondAnswer() throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpExchange exchange = taken();
            exchange.eventLoop()
                    .submit(() -> {
                        exchange.respond(HttpResponseStatus.OK, TEXT, "once");
                        assertThatThrownBy(() -> exchange.respond(HttpResponseStatus.OK, TEXT, "twice"))
                                .isInstanceOf(IllegalStateException.class);
                    })
                    .sync();

            assertThat(client.response().body()).isEqualTo("once");
        }
    }

    @Test
    void refusesConnectionsAboveItsBound() throws Exception {
        server.close();
        server = server(1, Duration.ofSeconds(30), Duration.ofSeconds(30), Optional.empty());
        bind();
        try (RawHttpClient first = new RawHttpClient(port)) {
            first.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").response();
            try (RawHttpClient second = new RawHttpClient(port)) {
                RawHttpClient.Response response = second.response();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.body()).isEqualTo("There are too many connections.\n");
                assertThat(response.header("retry-after")).isEqualTo("10");
                assertThat(second.rest()).isEmpty();
            }
        }
        await().until(() -> server.connections() == 0);
        assertThat(get("/hello").status()).isEqualTo(200);
        assertThat(refusals).containsExactly(HttpServerObserver.Refusal.CONNECTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /hello HT", "GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: "})
    void givesARequestOnlySoMuchTime(String begun) throws Exception {
        server.close();
        server = server(10, Duration.ofMillis(100), Duration.ofSeconds(30), Optional.empty());
        bind();
        try (RawHttpClient client = new RawHttpClient(port)) {
            assertThat(client.send(begun).response().status()).isEqualTo(408);
            assertThat(client.rest()).isEmpty();
        }
        assertThat(refusals).containsExactly(HttpServerObserver.Refusal.REQUEST_TIMEOUT);
    }

    @Test
    void givesALaterRequestOnlySoMuchTimeToo() throws Exception {
        server.close();
        server = server(10, Duration.ofMillis(100), Duration.ofSeconds(30), Optional.empty());
        bind();
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").response();

            assertThat(client.send("G").response().status()).isEqualTo(408);
        }
    }

    @Test
    void closesAnIdleConnectionWithoutAWord() throws Exception {
        server.close();
        server = server(10, Duration.ofSeconds(30), Duration.ofMillis(100), Optional.empty());
        bind();
        try (RawHttpClient client = new RawHttpClient(port)) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").response();

            assertThat(client.rest()).isEmpty();
        }
        assertThat(refusals).isEmpty();
    }

    @Test
    void refusesPagesAndReboundNamesWhenGuarded() throws Exception {
        server.close();
        server = server(
                10, Duration.ofSeconds(30), Duration.ofSeconds(30), Optional.of(new HostGuard(Set.of("box.lan"))));
        bind();

        assertThat(request("GET /hello HTTP/1.1\r\nHost: localhost:8001\r\n\r\n")
                        .status())
                .isEqualTo(200);
        RawHttpClient.Response rebound = request("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(rebound.status()).isEqualTo(403);
        assertThat(rebound.body()).contains("evil.example", "expected: localhost");
        assertThat(refusals).containsExactly(HttpServerObserver.Refusal.HOST);
    }

    @Test
    void saysWhyAPortCannotBeHad() {
        assertThatThrownBy(() -> server.bind(ListenAddress.parse("127.0.0.1:" + port)))
                .isInstanceOf(BindFailedException.class)
                .hasMessageContaining("address already in use");
    }

    @Test
    void stopsWithAnswersUnderWay() throws Exception {
        try (RawHttpClient busy = new RawHttpClient(port);
                RawHttpClient idle = new RawHttpClient(port)) {
            idle.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").response();
            busy.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpExchange exchange = taken();

            var stopped = server.stop(Duration.ofSeconds(30));
            assertThat(idle.rest()).isEmpty();
            exchange.eventLoop().execute(() -> exchange.respond(HttpResponseStatus.OK, TEXT, "still"));

            RawHttpClient.Response last = busy.response();
            assertThat(last.body()).isEqualTo("still");
            assertThat(last.header("connection")).isEqualTo("close");
            busy.endOutput();
            stopped.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesOnePortOfTwo() throws Exception {
        var second = server.bind(ListenAddress.parse("127.0.0.1:0"));

        server.unbind(second);

        assertThatThrownBy(() -> new RawHttpClient(second.getPort())).isInstanceOf(java.net.ConnectException.class);
        assertThat(get("/hello").status()).isEqualTo(200);
    }

    private RawHttpClient.Response get(String target) throws Exception {
        return request("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private RawHttpClient.Response request(String text) throws Exception {
        try (RawHttpClient client = new RawHttpClient(port)) {
            return client.send(text).response();
        }
    }

    private HttpExchange taken() throws InterruptedException {
        HttpExchange exchange = held.poll(5, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        return exchange;
    }

    private HttpServer server(int connections, Duration request, Duration idle, Optional<HostGuard> guard) {
        return new HttpServer(
                TestTransports.preferred(),
                new HttpServerSettings("Ringcast/test", connections, request, idle),
                router,
                guard,
                refusals::add,
                CLOCK);
    }

    private static void describe(HttpExchange exchange) {
        HttpHeaders extra =
                new DefaultHttpHeaders().set("X-Method", exchange.method().name());
        String name = exchange.path().startsWith("/api/") ? "" : name(exchange);
        String text = "raw=" + exchange.rawPath() + "\npath=" + exchange.path() + "\nname=" + name + "\nfrom="
                + exchange.query("from") + "\ntag=" + exchange.queries().getOrDefault("tag", List.of()) + "\nflag="
                + exchange.query("flag") + "\nnone=" + exchange.query("none") + "\nversion=" + exchange.version()
                + "\nport=" + exchange.localPort() + "\n";
        exchange.respond(HttpResponseStatus.OK, TEXT, text.getBytes(StandardCharsets.UTF_8), extra);
    }

    private static String name(HttpExchange exchange) {
        return exchange.path().equals("/own-head") ? "" : exchange.pathParameter("name");
    }
}
