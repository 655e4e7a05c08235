package io.ringcast.daemon.output;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;

/**
 * Lets the pages of any site play what is for listeners: what anybody may hear who knows its URL, a page may hear too (Fetch Standard,
 * 3.3), for a browser adds no credentials of its own. Only reading; who publishes or administers is no listener.
 */
public final class Cors {

    private static final String EXPOSED =
            "Accept-Ranges, Content-Length, Content-Location, Content-Range, ETag, icy-br,"
                    + " icy-description, icy-genre, icy-metaint, icy-name, icy-pub, icy-url, Retry-After";
    private static final String ASKED = "Authorization, If-Range, Icy-MetaData, Range";
    private static final int DAY_SECONDS = 86_400;

    private Cors() {}

    /** Says in the answer of {@code headers} that pages of any site may read it. */
    public static HttpHeaders allow(HttpHeaders headers) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        return headers;
    }

    /** Adds a GET route for listeners, and the answer to a browser that asks whether a page may use it. */
    public static void get(Router.Builder router, String path, HttpRoute route, Router.Ability... abilities) {
        router.get(path, route, abilities).add(HttpMethod.OPTIONS, path, Cors::preflight);
    }

    private static void preflight(HttpExchange exchange) {
        HttpHeaders headers = allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, ASKED);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, DAY_SECONDS);
        exchange.respond(HttpResponseStatus.NO_CONTENT, headers);
    }
}
