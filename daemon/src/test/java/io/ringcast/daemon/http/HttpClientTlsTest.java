package io.ringcast.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.NetUtil;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.transport.TestTransports;
import io.ringcast.daemon.transport.TransportKind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HttpClientTlsTest {

    private static final String KINDS = "io.ringcast.daemon.transport.TestTransports#kinds";
    private static final String OK = "HTTP/1.1 200 OK\r\n\r\nok";
    private static final DownloadRequest.Limits LIMITS =
            new DownloadRequest.Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 5, false);

    private static @Nullable X509Bundle root;
    private static @Nullable SSLContext serverContext;

    private final List<String> trustThreads = new CopyOnWriteArrayList<>();
    private final EventLoop loop = TestTransports.preferred().loops().next();
    private final HttpClient client = new HttpClient(TestTransports.preferred(), this::trust, "Ringcast/test");

    @BeforeAll
    static void certify() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=test root")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle origin = new CertificateBuilder()
                .ecp256()
                .subject("CN=test origin")
                .addSanDnsName("localhost")
                .addSanDnsName("origin.test")
                .buildIssuedBy(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(origin.toKeyManagerFactory().getKeyManagers(), null, null);
        root = authority;
        serverContext = context;
    }

    @AfterEach
    void close() {
        client.close();
        await().ignoreExceptions().untilAsserted(LeakPresenceDetector::check);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void downloadsOverEveryTransport(TransportKind kind) throws Exception {
        byte[] plain = new byte[4 << 20];
        new Random(5).nextBytes(plain);
        try (RawOrigin origin = origin((request, out, socket) -> {
                    RawOrigin.write(out, "HTTP/1.1 200 OK\r\n\r\n");
                    out.write(plain);
                });
                HttpClient other = new HttpClient(TestTransports.of(kind), this::trust, "x")) {
            EventLoop on = TestTransports.of(kind).loops().next();
            Recording recording = new Recording(on);
            other.get(on, request(origin.uri("localhost", "/")), recording);

            assertThat(Arrays.equals(recording.body(), plain)).isTrue();
            assertThat(recording.head().untilClose()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void stopsReadingUnderTls(TransportKind kind) throws Exception {
        int size = 4 << 20;
        try (RawOrigin origin = origin((request, out, socket) -> {
                    RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    out.write(new byte[size]);
                });
                HttpClient other = new HttpClient(TestTransports.of(kind), this::trust, "x")) {
            Stopping recording = new Stopping(TestTransports.of(kind).loops().next());
            recording.start(other, request(origin.uri("localhost", "/")));

            assertThat(recording.stepsUntilEnd()).isGreaterThan(10);

            assertThat(recording.count.get()).isEqualTo(size);
        }
    }

    @Test
    void sendsTheNameAndComputesOffTheLoop() throws Exception {
        List<String> names = new ArrayList<>();
        try (RawOrigin origin = origin((request, out, socket) -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
            session.getRequestedServerNames().forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
            RawOrigin.write(out, OK);
        })) {
            assertThat(get(request(origin.uri("localhost", "/"))).text()).isEqualTo("ok");

            assertThat(names).containsExactly("localhost");
            assertThat(trustThreads).isNotEmpty().allMatch(thread -> thread.startsWith("ringcast-tls"));
        }
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        try (RawOrigin origin = origin(RawOrigin.saying(OK))) {
            DownloadFailure failure = get(request(origin.uri("127.0.0.1", "/"))).failure();

            assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.TLS);
            assertThat(failure.detail()).contains("https://127.0.0.1:" + origin.port());
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        try (RawOrigin origin = origin(RawOrigin.saying(OK));
                HttpClient system = new HttpClient(TestTransports.preferred(), HttpClient.systemTrust(), "x")) {
            Recording recording = new Recording(loop);
            system.get(loop, request(origin.uri("localhost", "/")), recording);

            assertThat(recording.failure().kind()).isEqualTo(DownloadFailure.Kind.TLS);
        }
    }

    @Test
    void saysThatAnOriginSpeaksNoTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, NetUtil.LOCALHOST4)) {
            RawOrigin.start(
                    () -> {
                        try (Socket socket = plain.accept()) {
                            RawOrigin.write(socket.getOutputStream(), "HTTP/1.1 400 Bad Request\r\n\r\n");
                            socket.getInputStream().readAllBytes();
                        } catch (IOException e) {
                            System.err.println("plain: " + e);
                        }
                    },
                    "plain");
            URI uri = URI.create("https://localhost:" + plain.getLocalPort() + "/");

            assertThat(get(request(uri)).failure().kind()).isEqualTo(DownloadFailure.Kind.TLS);
        }
    }

    @Test
    void givesAHandshakeOnlySoMuchTime() throws Exception {
        // An origin that waits for an HTTP head says nothing to a ClientHello.
        try (RawOrigin silent = new RawOrigin(RawOrigin.saying(OK))) {
            DownloadFailure failure = get(new DownloadRequest(
                            URI.create("https://localhost:" + silent.port() + "/"),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            new DownloadRequest.Limits(Duration.ofMillis(200), Duration.ofSeconds(10), 5, false)))
                    .failure();

            assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.TLS);
            assertThat(failure.detail()).contains("within 200 ms");
        }
    }

    @Test
    void takesABodyUntilCloseAsWholeOnlyWhenTheSessionEnds() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, NetUtil.LOCALHOST4)) {
            RawOrigin.start(
                    () -> {
                        try (Socket socket = listening.accept()) {
                            SSLSocket tls = (SSLSocket)
                                    serverContext().getSocketFactory().createSocket(socket, null, 0, false);
                            tls.setUseClientMode(false);
                            RawOrigin.read(tls.getInputStream());
                            RawOrigin.write(tls.getOutputStream(), OK);
                            socket.shutdownOutput();
                            socket.getInputStream().readAllBytes();
                        } catch (IOException e) {
                            System.err.println("cut: " + e);
                        }
                    },
                    "cut");
            Recording recording = get(request(URI.create("https://localhost:" + listening.getLocalPort() + "/")));

            assertThat(recording.failure().kind()).isEqualTo(DownloadFailure.Kind.RESET);
            assertThat(recording.soFar()).isEqualTo("ok".getBytes(UTF_8));
        }
    }

    @Test
    void leavesTlsOnlyWithPermission() throws Exception {
        try (RawOrigin plain = new RawOrigin(RawOrigin.saying(OK));
                RawOrigin origin =
                        origin(RawOrigin.saying("HTTP/1.1 302 X\r\nLocation: " + plain.uri("/") + "\r\n\r\n"))) {
            DownloadFailure refused = get(request(origin.uri("localhost", "/"))).failure();
            assertThat(refused.kind()).isEqualTo(DownloadFailure.Kind.REDIRECT_REFUSED);
            assertThat(refused.detail()).contains("without TLS");

            Recording allowed = get(new DownloadRequest(
                    origin.uri("localhost", "/"),
                    List.of(),
                    Optional.of(new DownloadRequest.Credentials.Bearer("t0ken")),
                    Optional.empty(),
                    Optional.empty(),
                    new DownloadRequest.Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 5, true)));
            assertThat(allowed.text()).isEqualTo("ok");
            assertThat(plain.requests().get(0).header("authorization")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyAddress.Kind.class)
    void goesThroughAProxy(ProxyAddress.Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind);
                RawOrigin origin = origin(RawOrigin.saying(OK))) {
            Recording recording = get(new DownloadRequest(
                    origin.uri("origin.test", "/path"),
                    List.of(),
                    Optional.empty(),
                    Optional.of(proxy.address()),
                    Optional.empty(),
                    LIMITS));

            assertThat(recording.text()).isEqualTo("ok");
            assertThat(proxy.asked()).containsExactly("origin.test:" + origin.port());
            assertThat(origin.requests().get(0).target()).isEqualTo("/path");
            assertThat(origin.requests().get(0).header("proxy-authorization")).isEmpty();
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

    private static RawOrigin origin(RawOrigin.Script script) throws Exception {
        SSLServerSocketFactory factory = serverContext().getServerSocketFactory();
        return new RawOrigin("https", factory, script);
    }

    private static SSLContext serverContext() {
        return Objects.requireNonNull(serverContext);
    }

    private SslContext trust() {
        try {
            X509ExtendedTrustManager manager =
                    (X509ExtendedTrustManager) Objects.requireNonNull(root).toTrustManager();
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(new Watched(manager, trustThreads))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Notes the thread on which a certificate is checked. */
    private static final class Watched extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager manager;
        private final List<String> threads;

        Watched(X509ExtendedTrustManager manager, List<String> threads) {
            this.manager = manager;
            this.threads = threads;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            threads.add(Thread.currentThread().getName());
            manager.checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }
}
