package io.ringcast.protocol.api;

/** A text is not JSON, or not the JSON that was expected; the message says where, what is there and what was expected. */
public final class JsonException extends Exception {

    private static final long serialVersionUID = 1;

    JsonException(String message) {
        super(message);
    }

    JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
