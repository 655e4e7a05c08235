package io.ringcast.daemon.http;

import java.time.Duration;

/**
 * Bounds of a server against everything that a stranger can make grow.
 *
 * @param product what {@code Server} says, {@code Ringcast/1.0}
 * @param maxConnections open connections of all ports together, streams included; those above it get a 503
 * @param request from the connection or the first byte of a request until the request is whole
 * @param idle between requests, and for taking a response
 * @param proxies who is believed when he says for whom he asks
 */
public record HttpServerSettings(
        String product, int maxConnections, Duration request, Duration idle, TrustedProxies proxies) {

    /** Longest request line; the path, query and signature of a URL fit well. */
    static final int MAX_REQUEST_LINE_BYTES = 8 << 10;

    /** Longest header of a request. */
    static final int MAX_HEADER_BYTES = 16 << 10;

    /** Longest body that a route can take. */
    static final int MAX_BODY_BYTES = 64 << 10;

    /** How long a client may go on sending after a response that ends the connection, so that it can read that response. */
    static final Duration LINGER = Duration.ofSeconds(2);

    public HttpServerSettings {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: 1 or more)");
        }
    }

    /** With no proxy before it. */
    public HttpServerSettings(String product, int maxConnections, Duration request, Duration idle) {
        this(product, maxConnections, request, idle, TrustedProxies.NONE);
    }

    /** The same behind such proxies. */
    public HttpServerSettings behind(TrustedProxies others) {
        return new HttpServerSettings(product, maxConnections, request, idle, others);
    }

    /** 10 s for a request, 60 s between requests. */
    public static HttpServerSettings of(String product, int maxConnections) {
        return new HttpServerSettings(product, maxConnections, Duration.ofSeconds(10), Duration.ofSeconds(60));
    }
}
