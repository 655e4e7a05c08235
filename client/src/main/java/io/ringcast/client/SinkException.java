package io.ringcast.client;

import java.io.IOException;

/** Whoever takes the stream's bytes does not take any more: a closed pipe, a full disk. The cause is the sink's own exception. */
public final class SinkException extends IOException {

    private static final long serialVersionUID = 1;

    SinkException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
