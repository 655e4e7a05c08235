package io.ringcast.daemon.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Clock;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Builds the heads of responses. Immutable; used from every event loop. */
final class Responses {

    private final String product;
    private final Clock clock;

    Responses(String product, Clock clock) {
        this.product = product;
        this.clock = clock;
    }

    /** Returns a response of known length, with {@code keepAlive} said the way {@code request}'s version understands. */
    FullHttpResponse whole(
            HttpRequest request,
            HttpResponseStatus status,
            @Nullable String mediaType,
            byte[] body,
            HttpHeaders extra,
            boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body), head(extra), EmptyHttpHeaders.INSTANCE);
        HttpHeaders headers = response.headers();
        if (mediaType != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, mediaType);
        }
        // RFC 9110, 8.6: no Content-Length in a 1xx or 204; in a 304 it would be that of the 200, and in the answer to
        // a HEAD that
        // its route gave itself that of the GET, which only the route can know.
        boolean bodiless = status.code() == 204
                || status.code() == 304
                || (request.method().equals(HttpMethod.HEAD) && body.length == 0);
        if (!bodiless && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        keepAlive(request, headers, keepAlive);
        return response;
    }

    /** Returns the head of a response whose body comes in pieces; chunked if {@code extra} has no length and the client knows chunks. */
    HttpResponse begun(HttpRequest request, HttpResponseStatus status, HttpHeaders extra, boolean keepAlive) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, head(extra));
        if (!extra.contains(HttpHeaderNames.CONTENT_LENGTH)
                && request.protocolVersion().isKeepAliveDefault()) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        keepAlive(request, response.headers(), keepAlive);
        return response;
    }

    private static void keepAlive(HttpRequest request, HttpHeaders headers, boolean keepAlive) {
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.protocolVersion().isKeepAliveDefault()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    /** Returns the head of a response that ends with its connection. */
    HttpResponse endless(HttpResponseStatus status, HttpHeaders headers) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, head(headers));
        HttpUtil.setKeepAlive(response, false);
        return response;
    }

    private HttpHeaders head(HttpHeaders extra) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.SERVER, product);
        headers.set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(clock.instant())));
        headers.setAll(extra);
        return headers;
    }
}
