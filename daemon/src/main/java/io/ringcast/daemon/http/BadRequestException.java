package io.ringcast.daemon.http;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that is answered by an error before any route sees it: the client's trouble, so without a stack trace. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;

    private final transient HttpHeaders headers;

    BadRequestException(HttpResponseStatus status, String sentence, HttpHeaders headers) {
        super(sentence, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    BadRequestException(HttpResponseStatus status, String sentence) {
        this(status, sentence, EmptyHttpHeaders.INSTANCE);
    }

    BadRequestException(String sentence) {
        this(HttpResponseStatus.BAD_REQUEST, sentence);
    }

    HttpResponseStatus status() {
        return status;
    }

    /** Header fields of the answer. */
    HttpHeaders headers() {
        return headers;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
