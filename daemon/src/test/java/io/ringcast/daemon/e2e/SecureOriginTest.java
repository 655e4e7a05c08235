package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An origin behind TLS: trusted when its certificate is, and not followed out of TLS unless that is allowed. */
final class SecureOriginTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final byte[] file = new byte[1_000_000];

    {
        new Random(3).nextBytes(file);
    }

    @Test
    void isHeardWhenItsCertificateIsTrusted(@TempDir Path dir) throws Exception {
        X509Bundle certificate = certificate();
        try (FlakyOrigin origin = FlakyOrigin.serving(tls(certificate), Behaviours.file(file));
                RunningDaemon daemon = RunningDaemon.of(source(origin, trusting(certificate, dir)))) {
            assertHeard(daemon);
        }
    }

    @Test
    void isRefusedWhenNobodyTrustsItsCertificate() throws Exception {
        try (FlakyOrigin origin = FlakyOrigin.serving(tls(certificate()), Behaviours.file(file));
                RunningDaemon daemon = RunningDaemon.of(source(origin, ""))) {
            assertFailed(daemon, Reason.TLS);
        }
    }

    @Test
    void isNotFollowedOutOfTls(@TempDir Path dir) throws Exception {
        X509Bundle certificate = certificate();
        try (FlakyOrigin plain = FlakyOrigin.serving(Behaviours.file(file));
                FlakyOrigin origin = FlakyOrigin.serving(
                        tls(certificate),
                        Behaviours.redirect("302 Found", plain.uri("/film").toString()));
                RunningDaemon daemon = RunningDaemon.of(source(origin, trusting(certificate, dir)))) {
            assertFailed(daemon, Reason.REDIRECT_REFUSED);
            assertThat(plain.requests()).isEmpty();
        }
    }

    @Test
    void isFollowedOutOfTlsWhereThatIsAllowed(@TempDir Path dir) throws Exception {
        X509Bundle certificate = certificate();
        try (FlakyOrigin plain = FlakyOrigin.serving(Behaviours.file(file));
                FlakyOrigin origin = FlakyOrigin.serving(
                        tls(certificate),
                        Behaviours.redirect("302 Found", plain.uri("/film").toString()));
                RunningDaemon daemon =
                        RunningDaemon.of(source(origin, trusting(certificate, dir) + ", allow-downgrade = true"))) {
            assertHeard(daemon);
        }
    }

    private void assertHeard(RunningDaemon daemon) {
        Ear.Digest digest = new Ear.Digest();
        try (Hearer hearer = Hearer.http(daemon.httpPort(), "/film", digest)) {
            assertThat(hearer.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
        }
        assertThat(digest.sum()).isEqualTo(Ear.Digest.of(file));
    }

    private static void assertFailed(RunningDaemon daemon, Reason reason) {
        await().atMost(LIMIT).until(() -> daemon.status("film").state().word().equals("backing-off"));
        InputFailure failure =
                daemon.status("film").inputs().get(0).lastFailure().orElseThrow();
        assertThat(failure.reason()).as(failure.detail()).isEqualTo(reason);
        assertThat(failure.lasting()).isTrue();
    }

    private static String source(FlakyOrigin origin, String keys) {
        return """
                [source.film]
                inputs = [{ url = "https://localhost:%d/film"%s }]
                join = "oldest"
                """.formatted(origin.port(), keys);
    }

    private static String trusting(X509Bundle certificate, Path dir) throws Exception {
        Path pem = dir.resolve("ca.pem");
        Files.writeString(pem, certificate.getCertificatePEM());
        return ", ca-file = \"" + pem + "\"";
    }

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=test origin")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static ServerSocketFactory tls(X509Bundle certificate) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}
