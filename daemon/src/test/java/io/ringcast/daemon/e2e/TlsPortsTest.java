package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners over TLS: the same bytes, ends that can be told from cuts, and a certificate that is renewed under them. */
final class TlsPortsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void givesTheSameBytesOverTlsAsWithout(TransportKind transport, @TempDir Path dir) throws Exception {
        X509Bundle certificate = certificate("CN=first");
        Path film = dir.resolve("film.bin");
        byte[] bytes = new byte[3_000_000];
        new java.util.Random(11).nextBytes(bytes);
        bytes[0] = 1;
        Files.write(film, bytes);
        try (RunningDaemon daemon = RunningDaemon.start(keys(transport, certificate, dir), """
                [source.film]
                inputs = ["%s"]
                outputs = ["tls://127.0.0.1:0"]
                on-demand = true
                join = "oldest"
                policy = "wait"
                pace = "off"
                """.formatted(film))) {
            SSLContext trust = trusting(certificate);
            Ear.Digest raw = new Ear.Digest();
            Ear.Digest web = new Ear.Digest();
            try (Hearer overTls = Hearer.tls(daemon.tcpPort("film"), raw, trust);
                    Hearer overHttps = Hearer.https(daemon.httpsPort(), "/film", web, trust)) {
                // A close_notify: without it the JDK's socket throws.
                assertThat(overTls.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                assertThat(overHttps.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
            }
            assertThat(raw.sum()).isEqualTo(Ear.Digest.of(bytes));
            assertThat(web.sum()).isEqualTo(Ear.Digest.of(bytes));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(daemon.ends())
                            .hasSize(2)
                            .allSatisfy(
                                    end -> assertThat(end.listener().bytes()).isEqualTo(bytes.length)));
        }
    }

    @Test
    void cutsAListenerSoThatItCannotTakeThatForTheEnd(@TempDir Path dir) throws Exception {
        X509Bundle certificate = certificate("CN=first");
        try (RunningDaemon daemon = RunningDaemon.start(keys(TransportKind.NIO, certificate, dir), """
                [source.load]
                inputs = ["test:counter?rate=80Mbit/s"]
                outputs = ["tls://127.0.0.1:0"]
                ring = "1MiB"
                policy = "drop"
                """)) {
            SSLContext trust = trusting(certificate);
            try (SSLSocket reader =
                    (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", daemon.tcpPort("load"))) {
                reader.startHandshake();
                await().atMost(LIMIT).until(() -> !daemon.ends().isEmpty());

                assertThat(daemon.ends().get(0).reason().word()).isEqualTo("lapped");
                assertThat(readToTheEnd(reader)).isNotEqualTo("close_notify");
            }
        }
    }

    @Test
    void showsARenewedCertificateToThoseWhoComeAndLeavesThoseWhoAreThere(@TempDir Path dir) throws Exception {
        X509Bundle first = certificate("CN=first");
        X509Bundle second = certificate("CN=second");
        try (RunningDaemon daemon = RunningDaemon.start(keys(TransportKind.NIO, first, dir), """
                [source.load]
                inputs = ["test:counter?rate=2Mbit/s"]
                """)) {
            Ear.Memory memory = new Ear.Memory();
            try (Hearer stays = Hearer.https(daemon.httpsPort(), "/load", memory, trusting(first))) {
                await().atMost(LIMIT).until(() -> stays.heard() > 10_000);
                assertThat(subject(daemon.httpsPort(), first)).isEqualTo("CN=first");

                write(second, dir);
                // The clock of a file system may stand for a moment.
                Files.setLastModifiedTime(
                        dir.resolve("cert.pem"), FileTime.from(Instant.now().plusSeconds(5)));

                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> subject(daemon.httpsPort(), second).equals("CN=second"));
                long before = stays.heard();
                await().atMost(LIMIT).until(() -> stays.heard() > before + 10_000);
                assertThat(daemon.metric("ringcast_certificate_expiry_timestamp_seconds"))
                        .isEqualTo(second.getCertificate()
                                .getNotAfter()
                                .toInstant()
                                .getEpochSecond());
            }
        }
    }

    @Test
    void countsThoseWhoDoNotSpeakTls(@TempDir Path dir) throws Exception {
        X509Bundle certificate = certificate("CN=first");
        try (RunningDaemon daemon = RunningDaemon.start(keys(TransportKind.NIO, certificate, dir), """
                [source.load]
                inputs = ["test:counter?rate=2Mbit/s"]
                outputs = ["tls://127.0.0.1:0"]
                """)) {
            for (int port : List.of(daemon.httpsPort(), daemon.tcpPort("load"))) {
                try (Hearer plain = Hearer.http(port, "/load", new Ear.Memory())) {
                    plain.awaitEnd(LIMIT);
                    assertThat(plain.heard()).isZero();
                }
            }

            await().atMost(LIMIT)
                    .until(() -> daemon.metrics("ringcast_refusals_total", "reason=\"http-tls\"") == 1
                            && daemon.metrics("ringcast_refusals_total", "reason=\"tls\"") == 1);
            assertThat(daemon.listeners("load")).isZero();
        }
    }

    /** How a connection ends as its reader is told: by a close_notify, or by an error. */
    private static String readToTheEnd(SSLSocket reader) {
        byte[] buffer = new byte[64 * 1024];
        try {
            int n;
            do {
                n = reader.getInputStream().read(buffer);
            } while (n >= 0);
            return "close_notify";
        } catch (java.io.IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String subject(int port, X509Bundle trusted) throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting(trusted).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static String keys(TransportKind transport, X509Bundle certificate, Path dir) throws Exception {
        write(certificate, dir);
        return """
                transport = "%s"
                https = "127.0.0.1:0"
                certificate = "%s"
                certificate-key = "%s"
                """.formatted(
                transport.name().toLowerCase(java.util.Locale.ROOT), dir.resolve("cert.pem"), dir.resolve("key.pem"));
    }

    private static void write(X509Bundle certificate, Path dir) throws Exception {
        Files.writeString(dir.resolve("key.pem"), certificate.getPrivateKeyPEM());
        Files.writeString(dir.resolve("cert.pem"), certificate.getCertificatePEM());
    }

    private static X509Bundle certificate(String subject) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static SSLContext trusting(X509Bundle certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "origin",
                java.security.cert.CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                certificate.getCertificatePEM().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
