package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** A request asks for what cannot be given; the client's trouble, so without a stack trace. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    private ProblemException(Answer answer, String message) {
        super(message, null, false, false);
        this.answer = answer;
    }

    static ProblemException badRequest(String error, List<String> known) {
        return new ProblemException(Answer.problem(HttpResponseStatus.BAD_REQUEST, error, known), error);
    }

    static ProblemException of(HttpResponseStatus status, String error, List<String> known) {
        return new ProblemException(Answer.problem(status, error, known), error);
    }

    static ProblemException notFound(String error, List<String> known) {
        return new ProblemException(Answer.problem(HttpResponseStatus.NOT_FOUND, error, known), error);
    }

    Answer answer() {
        return answer;
    }
}
