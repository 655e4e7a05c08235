package io.ringcast.client.bench;

/** A server's answer that is no stream; the message says what it is. */
final class AnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    AnswerException(String message) {
        super(message, null, false, false);
    }
}
