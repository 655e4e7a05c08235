package io.ringcast.client;

import java.io.IOException;

/** The other side cannot be reached, refuses, or went away in the middle; the message is one line for people. */
public class UnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
