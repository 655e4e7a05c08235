package io.ringcast.client;

import java.io.IOException;

/** The next byte of the stream cannot be had any more, and a gap was not wanted. */
public final class GapException extends IOException {

    private static final long serialVersionUID = 1;

    GapException(String message) {
        super(message);
    }
}
