package io.ringcast.daemon.source.publish;

import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.source.PublishAccess;
import io.ringcast.daemon.source.PublisherSeat;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source that may be published to, and by whom.
 *
 * @param seat its place for a publisher
 * @param access from where
 * @param credentials {@code user:password}, none where the address is enough
 */
record Mount(PublisherSeat seat, PublishAccess access, Optional<Secret> credentials) {

    /** What is to be answered to somebody who may not. */
    record Refusal(int status, String sentence) {}

    /**
     * Why this request may not publish; empty when it may.
     *
     * @param authorization the header field of that name
     * @param fromPage whether a web page makes the request, which may happen without anybody's wish
     */
    Optional<Refusal> refusal(InetSocketAddress from, @Nullable String authorization, boolean fromPage) {
        Optional<String> address = access.refusal(from);
        if (address.isPresent()) {
            return Optional.of(new Refusal(403, address.get()));
        }
        if (credentials.isPresent()) {
            return matches(credentials.get(), authorization)
                    ? Optional.empty()
                    : Optional.of(new Refusal(
                            401,
                            "user or password: wrong or missing (expected: those of the source's publish: input)"));
        }
        return fromPage
                ? Optional.of(new Refusal(403, "a web page may not publish without user and password (expected: both)"))
                : Optional.empty();
    }

    /** RFC 7617; takes as long whatever is wrong. */
    private static boolean matches(Secret expected, @Nullable String authorization) {
        byte[] wanted = expected.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] given = {};
        if (authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                given = Base64.getDecoder().decode(authorization.substring(6).strip());
            } catch (IllegalArgumentException e) {
                // Then it is as wrong as any other.
            }
        }
        return MessageDigest.isEqual(wanted, given);
    }
}
