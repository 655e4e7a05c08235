package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which files make a certificate that ports can show, and what is said of those that do not. */
final class TlsIdentityTest {

    @TempDir
    private Path dir;

    private Path certificate;
    private Path key;

    @BeforeEach
    void nameFiles() {
        certificate = dir.resolve("cert.pem");
        key = dir.resolve("key.pem");
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "rsa2048", "ed25519"})
    void readsKeysOfEveryUsualKind(Algorithm algorithm) throws Exception {
        X509Bundle bundle = bundle(algorithm);
        write(bundle);

        TlsIdentity identity = TlsIdentity.read(certificate, key);

        assertThat(identity.notAfter())
                .isEqualTo(bundle.getCertificate().getNotAfter().toInstant());
        assertThat(identity.context().isServer()).isTrue();
    }

    @Test
    void saysThatAKeyBelongsToAnotherCertificate() throws Exception {
        write(bundle(Algorithm.ecp256));
        Files.writeString(key, bundle(Algorithm.ecp256).getPrivateKeyPEM());

        assertRefused(key + " (expected: the key of the first certificate in " + certificate);
    }

    @Test
    void saysThatAKeyIsOfAnotherType() throws Exception {
        write(bundle(Algorithm.ecp256));
        Files.writeString(key, bundle(Algorithm.rsa2048).getPrivateKeyPEM());

        assertRefused("the key of the certificate, which is of type EC");
    }

    @Test
    void saysHowToConvertAKeyInAnotherForm() throws Exception {
        write(bundle(Algorithm.ecp256));
        Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

        assertRefused("it holds an ec private key; convert it by: openssl pkcs8 -topk8 -nocrypt -in key.pem");
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        write(bundle(Algorithm.ecp256));
        Files.delete(certificate);

        assertRefused(certificate + " (expected: a file that is there");
    }

    @Test
    void saysThatAFileHoldsNoCertificate() throws Exception {
        write(bundle(Algorithm.ecp256));
        Files.writeString(certificate, "");

        assertRefused(certificate + " (expected: certificates in PEM form");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> TlsIdentity.read(certificate, key))
                .isInstanceOf(InvalidCertificateException.class)
                .hasMessageContaining(message);
    }

    private void write(X509Bundle bundle) throws Exception {
        Files.writeString(certificate, bundle.getCertificatePEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
    }

    private static X509Bundle bundle(Algorithm algorithm) throws Exception {
        return new CertificateBuilder()
                .algorithm(algorithm)
                .subject("CN=test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }
}
