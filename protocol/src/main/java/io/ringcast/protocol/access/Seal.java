package io.ringcast.protocol.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) over words, each in a line, the first of which says what they are good for; in base64url without padding (RFC
 * 4648, 5).
 */
final class Seal {

    private static final String ALGORITHM = "HmacSHA256";

    private Seal() {}

    /** The signature of {@code words}, none of which holds a line end, under {@code key}. */
    static String of(String key, String... words) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, words));
    }

    /** Whether {@code signature} is theirs under {@code key}; takes as long for every wrong one of the right length. */
    static boolean isOf(String signature, String key, String... words) {
        try {
            return MessageDigest.isEqual(mac(key, words), Base64.getUrlDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] mac(String key, String... words) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
