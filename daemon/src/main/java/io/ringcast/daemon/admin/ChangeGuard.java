package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.metrics.DaemonMetrics;
import io.ringcast.daemon.metrics.DaemonMetrics.RefusalCounter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides who may change something, beside the {@link io.ringcast.daemon.http.HostGuard} that stands before all of the admin port: no page
 * of another origin, nothing that a plain form can send, and only who has the token where one is configured. Where none is, changes are
 * for those who reach a loopback address. Reads its exchange on the event loop of that; holds no state.
 */
public final class ChangeGuard {

    private static final String BEARER = "bearer ";

    /** What a form may send to another origin without being asked (Fetch, "CORS-safelisted request-header"). */
    private static final Set<String> FORM_TYPES =
            Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

    private final Optional<byte[]> token;
    private final BooleanSupplier onLoopback;
    private final RefusalCounter otherOrigins;
    private final RefusalCounter forms;
    private final RefusalCounter tokens;
    private final RefusalCounter open;

    /**
     * @param token that every change needs, if there is one
     * @param onLoopback whether the admin port can be reached from this host alone
     */
    public ChangeGuard(Optional<Secret> token, BooleanSupplier onLoopback, DaemonMetrics metrics) {
        this.token = token.map(secret -> digest(secret.reveal()));
        this.onLoopback = onLoopback;
        this.otherOrigins = metrics.refusals("admin-origin");
        this.forms = metrics.refusals("admin-form");
        this.tokens = metrics.refusals("admin-token");
        this.open = metrics.refusals("admin-open");
    }

    /**
     * Lets it pass, or says why not.
     *
     * @throws ProblemException with 401, 403 or 415
     */
    void check(HttpExchange exchange) {
        HttpHeaders headers = exchange.headers();
        requireOwnOrigin(headers);
        requireNoForm(headers);
        requireToken(headers);
    }

    private void requireOwnOrigin(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            // RFC 6454, 7: scheme "://" host [ ":" port ]; a page of another port of this host is another's page.
            if (!origin.equalsIgnoreCase("http://" + host) && !origin.equalsIgnoreCase("https://" + host)) {
                throw refused(
                        otherOrigins,
                        HttpResponseStatus.FORBIDDEN,
                        "Pages of \"" + origin + "\" may change nothing (expected: a page of this port, or no page).");
            }
        }
        for (String site : headers.getAll("Sec-Fetch-Site")) {
            if (!site.equals("same-origin") && !site.equals("none")) {
                throw refused(
                        otherOrigins,
                        HttpResponseStatus.FORBIDDEN,
                        "A page of another site may change nothing (Sec-Fetch-Site: " + site
                                + ", expected: same-origin or none).");
            }
        }
    }

    private void requireNoForm(HttpHeaders headers) {
        for (String value : headers.getAll(HttpHeaderNames.CONTENT_TYPE)) {
            String type = value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (FORM_TYPES.contains(type)) {
                throw refused(
                        forms,
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        "The body is a form or plain text (Content-Type: " + type
                                + ", expected: application/json, or no body).");
            }
        }
    }

    private void requireToken(HttpHeaders headers) {
        if (token.isEmpty()) {
            if (!onLoopback.getAsBoolean()) {
                throw refused(
                        open,
                        HttpResponseStatus.FORBIDDEN,
                        "Changes are not taken on an address that others can reach (expected: admin-token in [daemon], or"
                                + " admin on a loopback address).");
            }
            return;
        }
        String given = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        boolean bearer = given.regionMatches(true, 0, BEARER, 0, BEARER.length());
        // Digests have one length, so that the time taken tells nothing of the token's.
        if (!bearer
                || !MessageDigest.isEqual(
                        token.get(), digest(given.substring(BEARER.length()).strip()))) {
            throw refused(
                    tokens,
                    HttpResponseStatus.UNAUTHORIZED,
                    bearer
                            ? "This is not the token (expected: the admin-token of the configuration)."
                            : "A change needs the token (expected: Authorization: Bearer TOKEN, with the admin-token of the"
                                    + " configuration).");
        }
    }

    private static ProblemException refused(RefusalCounter counter, HttpResponseStatus status, String error) {
        counter.increment();
        ProblemException problem = ProblemException.of(status, error, List.of());
        if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
            // RFC 9110, 11.6.1
            problem.answer().headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"ringcast admin\"");
        }
        return problem;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
