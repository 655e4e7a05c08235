package io.ringcast.daemon.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this host shows to those who connect over TLS, as two files held it once: a certificate, those that vouch for it, and its key.
 *
 * @param context makes the server side of connections
 * @param notAfter when the certificate expires
 */
record TlsIdentity(SslContext context, Instant notAfter) {

    /** RFC 7468, 10. */
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]+ PRIVATE KEY)-----");
    private static final byte[] PROBE = "ringcast".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads both files. Blocks.
     *
     * @param certificate certificates in PEM form, that of this host first
     * @param key its key, PKCS#8 in PEM form, not encrypted
     * @throws InvalidCertificateException when they are not that, or do not belong together
     */
    static TlsIdentity read(Path certificate, Path key) {
        List<X509Certificate> chain = certificates(certificate);
        PublicKey known = chain.get(0).getPublicKey();
        PrivateKey secret = privateKey(key, known.getAlgorithm());
        requirePair(secret, known, certificate, key);
        try {
            SslContext context = SslContextBuilder.forServer(secret, chain)
                    .sslProvider(SslProvider.JDK)
                    .build();
            return new TlsIdentity(context, chain.get(0).getNotAfter().toInstant());
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidCertificateException(certificate, "certificates that TLS can use: " + e.getMessage());
        }
    }

    private static List<X509Certificate> certificates(Path file) {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (IOException e) {
            throw InvalidCertificateException.unreadable(file, e);
        } catch (GeneralSecurityException e) {
            throw new InvalidCertificateException(
                    file, "certificates in PEM form, this host's first: " + e.getMessage());
        }
        throw new InvalidCertificateException(file, "certificates in PEM form, this host's first; it holds none");
    }

    private static PrivateKey privateKey(Path file, String algorithm) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw InvalidCertificateException.unreadable(file, e);
        }
        Matcher pem = PKCS8.matcher(text);
        if (!pem.find()) {
            Matcher other = OTHER_KEY.matcher(text);
            throw new InvalidCertificateException(
                    file,
                    "a key in PEM form (PKCS#8, not encrypted)"
                            + (other.find() ? "; it holds an " + other.group(1).toLowerCase(Locale.ROOT) : "")
                            + "; convert it by: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName());
        }
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // What a parser of keys says may hold parts of them.
            throw new InvalidCertificateException(file, "the key of the certificate, which is of type " + algorithm);
        }
    }

    /** A key of another certificate would fail every handshake, and nobody would know why. */
    private static void requirePair(PrivateKey secret, PublicKey known, Path certificate, Path key) {
        String algorithm = switch (known.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> known.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(PROBE);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(known);
            verifying.update(PROBE);
            if (verifying.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // Said below: a key that cannot even sign is none of it either.
        }
        throw new InvalidCertificateException(key, "the key of the first certificate in " + certificate);
    }
}
