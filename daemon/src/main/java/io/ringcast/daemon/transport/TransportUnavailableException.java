package io.ringcast.daemon.transport;

/** The transport that was asked for cannot be had on this machine; the message says which, why, and what to do. */
public final class TransportUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TransportUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
