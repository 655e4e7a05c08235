package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;

/** A request whose route is known and whose body is still coming in. */
final class PendingRequest {

    /** Stands for a request of which nothing is known. */
    static final HttpRequest UNKNOWN = new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/");

    private final HttpRequest request;
    private final RequestTarget target;
    private final Router.Match match;
    private final Router.Route route;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    private PendingRequest(HttpRequest request, RequestTarget target, Router.Match match, Router.Route route) {
        this.request = request;
        this.target = target;
        this.match = match;
        this.route = route;
    }

    /** Begins to collect, or refuses a body that is too long or that the route does not take. */
    static PendingRequest begin(HttpRequest request, RequestTarget target, Router.Match match, Router.Route route) {
        if (route.abilities().contains(Router.Ability.STREAM)) {
            return new PendingRequest(request, target, match, route);
        }
        long announced = HttpUtil.getContentLength(request, 0L);
        if (hasBody(request) && !route.abilities().contains(Router.Ability.BODY)) {
            throw new BadRequestException(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, request.method() + " takes no body here.");
        }
        if (announced > HttpServerSettings.MAX_BODY_BYTES) {
            throw tooLarge();
        }
        return new PendingRequest(request, target, match, route);
    }

    /** Whether HTTP says where its body ends, and that it has one. */
    static boolean hasBody(HttpRequest request) {
        return HttpUtil.getContentLength(request, 0L) > 0 || HttpUtil.isTransferEncodingChunked(request);
    }

    /** Whether the route takes the body as it comes. */
    boolean streams() {
        return route.abilities().contains(Router.Ability.STREAM) && hasBody(request);
    }

    /** Whether the route, and nobody before it, answers a client that waits for a 100. */
    boolean invites() {
        return route.abilities().contains(Router.Ability.STREAM);
    }

    /** Copies {@code part}, which it borrows. */
    void add(ByteBuf part) {
        if (body.size() + part.readableBytes() > HttpServerSettings.MAX_BODY_BYTES) {
            throw tooLarge();
        }
        body.writeBytes(ByteBufUtil.getBytes(part));
    }

    HttpRequest request() {
        return request;
    }

    RequestTarget target() {
        return target;
    }

    Router.Match match() {
        return match;
    }

    Router.Route route() {
        return route;
    }

    byte[] body() {
        return body.toByteArray();
    }

    private static BadRequestException tooLarge() {
        return new BadRequestException(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "The body is too long (expected: at most " + HttpServerSettings.MAX_BODY_BYTES + " bytes).");
    }
}
