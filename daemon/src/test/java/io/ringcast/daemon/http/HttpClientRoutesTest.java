package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.transport.TestTransports;
import io.ringcast.daemon.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to an origin: redirects, proxies and names. */
class HttpClientRoutesTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final DownloadRequest.Limits LIMITS =
            new DownloadRequest.Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 5, false);
    private static final Credentials SECRET = new Credentials.Basic("Aladdin", "open sesame");

    private final EventLoop loop = TestTransports.preferred().loops().next();
    private final HttpClient client =
            new HttpClient(TestTransports.preferred(), HttpClient.systemTrust(), "Ringcast/test");

    @AfterEach
    void close() {
        client.close();
        await().ignoreExceptions().untilAsserted(LeakPresenceDetector::check);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirects(int status) throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> RawOrigin.write(
                out,
                request.target().equals("/a/b?c")
                        ? "HTTP/1.1 " + status + " X\r\nLocation: ../d\r\nContent-Length: 5\r\n\r\nmoved"
                        : OK))) {
            Recording recording = get(request(origin.uri("/a/b?c")));

            assertThat(recording.text()).isEqualTo("ok");
            assertThat(recording.redirects).containsExactly(origin.uri("/d"));
            assertThat(recording.head().uri()).isEqualTo(origin.uri("/d"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /e f"g                             | /e%20f%22g
            ?x=1                               | /first?x=1
            //127.0.0.1:PORT/x                 | /x
            HTTP://127.0.0.1:PORT              | /
            http://me:secret@127.0.0.1:PORT/u  | /u
            /x#fragment                        | /x
            """)
    void readsLocationsAsTheyCome(String location, String expected) throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> RawOrigin.write(
                out,
                request.target().equals("/first")
                        ? "HTTP/1.1 302 X\r\nLocation: "
                                + location.replace("PORT", String.valueOf(socket.getLocalPort())) + "\r\n\r\n"
                        : OK))) {
            Recording recording = get(request(origin.uri("/first")));

            assertThat(recording.text()).isEqualTo("ok");
            assertThat(recording.redirects).containsExactly(origin.uri(expected));
            assertThat(origin.requests().get(1).target()).isEqualTo(expected);
            assertThat(origin.requests().get(1).header("authorization")).isEmpty();
        }
    }

    @Test
    void takesARedirectWithoutALocationAsFinal() throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying("HTTP/1.1 302 X\r\nContent-Length: 2\r\n\r\nok"))) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.text()).isEqualTo("ok");
            assertThat(recording.head().status()).isEqualTo(302);
        }
    }

    @Test
    void endsALoopOfRedirects() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> RawOrigin.write(
                out, "HTTP/1.1 302 X\r\nLocation: " + (request.target().equals("/a") ? "/b" : "/a") + "\r\n\r\n"))) {
            Recording recording = get(request(origin.uri("/a")));

            assertThat(recording.failure().kind()).isEqualTo(DownloadFailure.Kind.REDIRECT_LOOP);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void endsAnEndlessChainOfRedirects() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) ->
                RawOrigin.write(out, "HTTP/1.1 302 X\r\nLocation: " + request.target() + "x\r\n\r\n"))) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.failure().kind()).isEqualTo(DownloadFailure.Kind.REDIRECT_LOOP);
            assertThat(recording.failure().detail()).contains("more than 5 redirects");
            assertThat(recording.redirects).hasSize(5);
            assertThat(origin.requests()).hasSize(6);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://origin.example/",
                "javascript:alert(1)",
                "http://",
                "http:///path",
                "http://host:99999/",
                "http://[::zz]/",
                "rtsp://origin.example/secret-token",
                "http://a b/"
            })
    void refusesToLeaveHttp(String location) throws Exception {
        try (RawOrigin origin =
                new RawOrigin(RawOrigin.saying("HTTP/1.1 302 X\r\nLocation: " + location + "\r\n\r\n"))) {
            DownloadFailure failure = get(request(origin.uri("/"))).failure();

            assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.REDIRECT_REFUSED);
            assertThat(failure.detail()).doesNotContain("secret-token");
        }
    }

    @Test
    void keepsCredentialsAndPrivateHeadersForTheirOrigin() throws Exception {
        try (RawOrigin other = new RawOrigin((request, out, socket) -> RawOrigin.write(
                        out,
                        "HTTP/1.1 302 X\r\nLocation: "
                                + request.header("referer").orElse("") + "/back\r\n\r\n"));
                RawOrigin origin = new RawOrigin((request, out, socket) -> RawOrigin.write(
                        out,
                        request.target().equals("/")
                                ? "HTTP/1.1 302 X\r\nLocation: " + other.uri("/other") + "\r\n\r\n"
                                : OK))) {
            Recording recording = get(new DownloadRequest(
                    origin.uri("/"),
                    List.of(
                            Map.entry("Cookie", "session=1"),
                            Map.entry("X-Api-Key", "key"),
                            Map.entry("Authorization", "Custom"),
                            Map.entry("Icy-MetaData", "1"),
                            Map.entry("Referer", origin.uri("").toString())),
                    Optional.of(SECRET),
                    Optional.empty(),
                    Optional.empty(),
                    LIMITS));

            assertThat(recording.text()).isEqualTo("ok");
            RawOrigin.Request first = origin.requests().get(0);
            RawOrigin.Request abroad = other.requests().get(0);
            RawOrigin.Request back = origin.requests().get(1);
            assertThat(first.header("authorization")).hasValue("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
            assertThat(first.header("cookie")).hasValue("session=1");
            assertThat(abroad.header("authorization")).isEmpty();
            assertThat(abroad.header("cookie")).isEmpty();
            assertThat(abroad.header("x-api-key")).isEmpty();
            assertThat(abroad.header("icy-metadata")).hasValue("1");
            assertThat(abroad.header("host")).hasValue("127.0.0.1:" + other.port());
            assertThat(back.header("authorization")).isEqualTo(first.header("authorization"));
            assertThat(back.header("x-api-key")).hasValue("key");
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyAddress.Kind.class)
    void goesThroughAProxyThatResolvesTheName(ProxyAddress.Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind);
                RawOrigin origin = new RawOrigin(RawOrigin.saying(OK))) {
            Recording recording = get(request(origin.uri("origin.test", "/path"), proxy.address()));

            assertThat(recording.text()).isEqualTo("ok");
            assertThat(proxy.asked()).containsExactly("origin.test:" + origin.port());
            RawOrigin.Request seen = origin.requests().get(0);
            assertThat(seen.target()).isEqualTo("/path");
            assertThat(seen.header("host")).hasValue("origin.test:" + origin.port());
            assertThat(seen.header("proxy-authorization")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyAddress.Kind.class)
    void saysThatAProxyRefused(ProxyAddress.Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind)) {
            for (String scheme : List.of("http", "https")) {
                DownloadFailure failure = get(request(
                                URI.create(scheme + "://origin.test/"), proxy.addressWithoutCredentials()))
                        .failure();

                assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.PROXY);
                assertThat(failure.detail()).isNotEmpty().doesNotContain("s3cret");
            }
            DownloadFailure wrong = get(request(
                            URI.create("https://origin.test/"),
                            new ProxyAddress(
                                    kind,
                                    "localhost",
                                    proxy.address().port(),
                                    Optional.of(new Credentials.Basic("user", "wr0ng")))))
                    .failure();
            assertThat(wrong.kind()).isEqualTo(DownloadFailure.Kind.PROXY);
            assertThat(wrong.detail()).doesNotContain("wr0ng");
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyAddress.Kind.class)
    void saysThatAProxyIsNotThere(ProxyAddress.Kind kind) throws Exception {
        int port;
        try (TestProxy proxy = new TestProxy(kind)) {
            port = proxy.address().port();
        }

        DownloadFailure failure = get(request(
                        URI.create("http://origin.test/"), new ProxyAddress(kind, "127.0.0.1", port, Optional.empty())))
                .failure();

        assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.PROXY);
        assertThat(failure.detail()).contains("127.0.0.1:" + port, "refused");
    }

    @Test
    void saysThatAProxyIsSilent() throws Exception {
        // An origin that waits for an HTTP head never answers what SOCKS says.
        try (RawOrigin silent = new RawOrigin(RawOrigin.saying(OK))) {
            DownloadFailure failure = get(new DownloadRequest(
                            URI.create("http://origin.test/"),
                            List.of(),
                            Optional.empty(),
                            Optional.of(new ProxyAddress(
                                    ProxyAddress.Kind.SOCKS5, "127.0.0.1", silent.port(), Optional.empty())),
                            Optional.empty(),
                            new DownloadRequest.Limits(Duration.ofMillis(200), Duration.ofSeconds(10), 5, false)))
                    .failure();

            assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.PROXY);
            assertThat(failure.detail()).contains("within 200 ms");
        }
    }

    @Test
    void triesEveryAddressOfANameAndSaysWhenThereIsNone() throws Exception {
        try (TestNameServer names = new TestNameServer();
                Transport transport = Transport.open(
                        Optional.empty(),
                        1,
                        new PooledByteBufAllocator(true),
                        new SingletonDnsServerAddressStreamProvider(names.address()));
                HttpClient resolving = new HttpClient(transport, HttpClient.systemTrust(), "x");
                RawOrigin origin = new RawOrigin(RawOrigin.saying(OK))) {
            EventLoop on = transport.loops().next();

            Recording two = new Recording(on);
            resolving.get(on, request(origin.uri("two.test", "/")), two);
            assertThat(two.text()).isEqualTo("ok");

            Recording none = new Recording(on);
            resolving.get(on, request(origin.uri("none.test", "/")), none);
            assertThat(none.failure().kind()).isEqualTo(DownloadFailure.Kind.DNS);
            assertThat(none.failure().detail()).contains("none.test");

            Recording silent = new Recording(on);
            resolving.get(
                    on,
                    new DownloadRequest(
                            origin.uri("silent.test", "/"),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            new DownloadRequest.Limits(Duration.ofMillis(200), Duration.ofSeconds(10), 5, false)),
                    silent);
            assertThat(silent.failure().kind()).isEqualTo(DownloadFailure.Kind.DNS);
            assertThat(silent.failure().detail()).contains("within 200 ms");
        }
    }

    private Recording get(DownloadRequest request) {
        Recording recording = new Recording(loop);
        client.get(loop, request, recording);
        return recording;
    }

    private static DownloadRequest request(URI uri) {
        return new DownloadRequest(uri, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), LIMITS);
    }

    private static DownloadRequest request(URI uri, ProxyAddress proxy) {
        return new DownloadRequest(uri, List.of(), Optional.empty(), Optional.of(proxy), Optional.empty(), LIMITS);
    }
}
