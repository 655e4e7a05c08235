package io.ringcast.daemon.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Where a download was sent so far, and whether it may go on. */
final class Redirects {

    private static final String UNRESERVED_AND_RESERVED = "-._~:/?#[]@!$&'()*+,;=%";

    private final DownloadRequest.Limits limits;
    private final Set<URI> visited = new HashSet<>();

    Redirects(URI first, DownloadRequest.Limits limits) {
        this.limits = limits;
        visited.add(first);
    }

    /** Whether a response of this status sends elsewhere (RFC 9110, 15.4). */
    static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** Returns where {@code location} leads from {@code current}, without user info and fragment, or throws why it is not followed. */
    URI follow(URI current, String location) throws FailedException {
        URI next;
        Origin to;
        try {
            next = withoutUserInfo(resolved(current, encoded(location)));
            to = Origin.of(next);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new FailedException(
                    DownloadFailure.Kind.REDIRECT_REFUSED,
                    Origin.of(current) + " redirects to what is no http or https URL: " + reason(e));
        }
        Origin from = Origin.of(current);
        if (from.isSecure() && !to.isSecure() && !limits.allowDowngrade()) {
            throw new FailedException(
                    DownloadFailure.Kind.REDIRECT_REFUSED,
                    from + " redirects to " + to + " without TLS (expected: https, or the permission to downgrade)");
        }
        if (!visited.add(next)) {
            throw new FailedException(
                    DownloadFailure.Kind.REDIRECT_LOOP,
                    from + " redirects to a URL of " + to + " that redirected before");
        }
        if (visited.size() > limits.maxRedirects() + 1) {
            throw new FailedException(
                    DownloadFailure.Kind.REDIRECT_LOOP,
                    "more than " + limits.maxRedirects() + " redirects, the last from " + from);
        }
        return next;
    }

    // RFC 3986, 5.2.2: a reference of only a query keeps the path, which URI.resolve cuts at its last slash.
    private static URI resolved(URI current, String reference) throws URISyntaxException {
        if (reference.isEmpty() || reference.startsWith("#")) {
            return current;
        }
        if (reference.startsWith("?")) {
            String url = current.toString();
            int query = url.indexOf('?');
            return new URI((query < 0 ? url : url.substring(0, query)) + reference);
        }
        return current.resolve(new URI(reference));
    }

    // A URI error quotes the whole URL, which may hold a token.
    private static String reason(Exception e) {
        return e instanceof URISyntaxException syntax ? syntax.getReason() : String.valueOf(e.getMessage());
    }

    private static URI withoutUserInfo(URI uri) throws URISyntaxException {
        String authority = uri.getRawAuthority();
        if (uri.isOpaque() || authority == null) {
            return uri;
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new URI(
                uri.getScheme().toLowerCase(Locale.ROOT) + "://" + authority.substring(authority.lastIndexOf('@') + 1)
                        + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    }

    // Locations come with spaces, bars and raw UTF-8; each byte that a URI may not hold is percent-encoded.
    private static String encoded(String location) {
        StringBuilder url = new StringBuilder();
        for (byte b : location.strip().getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED_AND_RESERVED.indexOf(c) >= 0);
            url.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return url.toString();
    }
}
