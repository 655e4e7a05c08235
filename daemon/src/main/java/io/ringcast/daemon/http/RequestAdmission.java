package io.ringcast.daemon.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/** Decides which requests reach a route, and with what sentence the others are sent away. Immutable; used from every event loop. */
final class RequestAdmission {

    private final Router router;
    private final Optional<HostGuard> guard;
    private final HttpServerObserver observer;

    RequestAdmission(Router router, Optional<HostGuard> guard, HttpServerObserver observer) {
        this.router = router;
        this.guard = guard;
        this.observer = observer;
    }

    /** Returns the request with its route, its body still to come, or throws the answer that it gets instead. */
    PendingRequest admit(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            throw new BadRequestException(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "The protocol " + version.text() + " is not spoken here (expected: HTTP/1.1 or HTTP/1.0).");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && version.isKeepAliveDefault())) {
            // RFC 9112, 3.2
            throw new BadRequestException("A request of HTTP/1.1 must have exactly one Host header field.");
        }
        RequestTarget target = RequestTarget.parse(request.uri());
        Optional<String> refusal = guard.flatMap(g -> g.refusal(target.authority(), request.headers()));
        if (refusal.isPresent()) {
            observer.onRefused(HttpServerObserver.Refusal.HOST);
            throw new BadRequestException(HttpResponseStatus.FORBIDDEN, refusal.get());
        }
        Router.Match match = router.match(request.method(), target);
        if (match.route().isEmpty()) {
            String allowed = String.join(", ", match.allowed());
            throw new BadRequestException(
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    request.method() + " is not possible here (expected: " + allowed + ").",
                    new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, allowed));
        }
        return PendingRequest.begin(request, target, match, match.route().get());
    }

    /** Returns the answer to what the decoder could not read. */
    static BadRequestException undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new BadRequestException(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "The request line is too long (expected: at most " + HttpServerSettings.MAX_REQUEST_LINE_BYTES
                            + " bytes).");
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return new BadRequestException(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "The request header is too long (expected: at most " + HttpServerSettings.MAX_HEADER_BYTES
                            + " bytes).");
        }
        return new BadRequestException("This is not an HTTP request.");
    }
}
