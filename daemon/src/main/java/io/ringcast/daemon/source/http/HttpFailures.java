package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;

/** Says in the words of inputs why a download failed. */
final class HttpFailures {

    private HttpFailures() {}

    /** The download broke, or never began. */
    static InputFailure of(DownloadFailure failure) {
        String detail = failure.detail();
        return switch (failure.kind()) {
            case DNS -> InputFailure.passing(Reason.DNS, detail);
            case CONNECT -> InputFailure.passing(Reason.CONNECT, detail);
            case TLS -> InputFailure.lasting(Reason.TLS, detail);
            case PROXY -> InputFailure.passing(Reason.PROXY, detail);
            case HEADER_TIMEOUT -> InputFailure.passing(Reason.HEADER_TIMEOUT, detail);
            case BAD_RESPONSE -> InputFailure.lasting(Reason.BAD_RESPONSE, detail);
            case REDIRECT_LOOP -> InputFailure.lasting(Reason.REDIRECT_LOOP, detail);
            case REDIRECT_REFUSED -> InputFailure.lasting(Reason.REDIRECT_REFUSED, detail);
            case NOT_ALLOWED -> InputFailure.lasting(Reason.NOT_ALLOWED, detail);
            case TRUNCATED -> InputFailure.passing(Reason.TRUNCATED, detail);
            case RESET -> InputFailure.passing(Reason.RESET, detail);
            case BAD_CODING -> InputFailure.lasting(Reason.BAD_CODING, detail);
        };
    }

    /** A status that carries no stream. */
    static InputFailure ofStatus(ResponseHead head) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(head.status());
        String answered = "status " + status + " from " + head.uri().getAuthority() + " (expected: 200; ";
        if (head.status() >= 500) {
            return InputFailure.passing(Reason.HTTP_5XX, answered + "the origin is in trouble)");
        }
        if (head.status() >= 400) {
            // RFC 9110, 15.5.9 (408) and RFC 8470, 5.2 (425) ask for another try; all else is about the request itself.
            boolean passing = head.status() == 408 || head.status() == 425;
            return new InputFailure(Reason.HTTP_4XX, answered + remedy(head.status()) + ")", !passing);
        }
        return InputFailure.lasting(Reason.HTTP_STATUS, answered + "is this the URL of a stream?)");
    }

    private static String remedy(int status) {
        return switch (status) {
            case 401 -> "give user and password, or a token";
            case 403 -> "the origin refuses us: credentials, a Referer or a User-Agent may be missing";
            case 404, 410 -> "the stream is not there, or not on the air; check the URL";
            case 429 -> "the origin is asked too often, by all who share our address";
            default -> "check the URL and the headers";
        };
    }
}
