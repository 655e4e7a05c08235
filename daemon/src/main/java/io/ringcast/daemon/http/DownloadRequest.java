package io.ringcast.daemon.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to GET and how.
 *
 * @param method GET, or HEAD for what a GET would be answered with, without its body
 * @param uri http or https, without user info
 * @param headers sent as they are, in order; the client adds Host, and Accept-Encoding unless given
 * @param credentials sent to the origin of {@code uri} only, never to another origin after a redirect
 * @param proxy how to reach the origin, directly when absent
 * @param range where to resume, absent for the whole body
 * @param limits timeouts and bounds
 * @param destinations where it may go; behind a proxy only hosts are looked at, for it is the proxy that resolves their names
 */
public record DownloadRequest(
        Method method,
        URI uri,
        List<Map.Entry<String, String>> headers,
        Optional<Credentials> credentials,
        Optional<ProxyAddress> proxy,
        Optional<Resume> range,
        Limits limits,
        Destinations destinations) {

    /** What is asked for. */
    public enum Method {
        GET,
        HEAD
    }

    public DownloadRequest {
        headers = List.copyOf(headers);
    }

    /** A GET. */
    public DownloadRequest(
            URI uri,
            List<Map.Entry<String, String>> headers,
            Optional<Credentials> credentials,
            Optional<ProxyAddress> proxy,
            Optional<Resume> range,
            Limits limits,
            Destinations destinations) {
        this(Method.GET, uri, headers, credentials, proxy, range, limits, destinations);
    }

    /** A GET that may go anywhere. */
    public DownloadRequest(
            URI uri,
            List<Map.Entry<String, String>> headers,
            Optional<Credentials> credentials,
            Optional<ProxyAddress> proxy,
            Optional<Resume> range,
            Limits limits) {
        this(uri, headers, credentials, proxy, range, limits, Destinations.ANY);
    }

    /** Credentials; {@link #toString()} never shows the secret. */
    public sealed interface Credentials {
        /** RFC 7617. */
        record Basic(String user, String password) implements Credentials {
            @Override
            public String toString() {
                return "Basic[" + user + ":***]";
            }
        }

        /** RFC 6750. */
        record Bearer(String token) implements Credentials {
            @Override
            public String toString() {
                return "Bearer[***]";
            }
        }
    }

    /** An HTTP ({@code CONNECT} for https, absolute-form for http) or SOCKS5 proxy. */
    public record ProxyAddress(Kind kind, String host, int port, Optional<Credentials.Basic> credentials) {
        /** Which protocol it speaks. */
        public enum Kind {
            HTTP,
            SOCKS5
        }
    }

    /**
     * {@code Range: bytes=from-} with {@code If-Range: validator} when there is one (RFC 9110, 13.1.5).
     *
     * @param from first byte wanted, 0 or more
     * @param validator strong ETag or Last-Modified of the representation that was begun
     */
    public record Resume(long from, Optional<String> validator) {}

    /**
     * Bounds of one download.
     *
     * @param connect from the start until the connection (TLS included) stands
     * @param header from then until the response head is whole
     * @param maxRedirects followed before giving up
     * @param allowDowngrade whether https may redirect to http
     */
    public record Limits(Duration connect, Duration header, int maxRedirects, boolean allowDowngrade) {
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(15), 10, false);
    }
}
