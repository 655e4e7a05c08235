package io.ringcast.daemon.app;

import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.transport.BindFailedException;
import io.ringcast.daemon.transport.InvalidCertificateException;
import io.ringcast.daemon.transport.TransportUnavailableException;

/**
 * What a failure of the daemon means to those who started it.
 *
 * @param kind whose business it is
 * @param message one line for people
 */
public record Trouble(Kind kind, String message) {

    /** Whose business it is. */
    public enum Kind {
        /** Something of this host cannot be had: a port, a transport. */
        UNAVAILABLE,
        /** The configuration asks for what cannot be. */
        CONFIGURATION,
        /** Ours. */
        INTERNAL
    }

    /** Finds what lies behind {@code error}. */
    public static Trouble of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof BindFailedException || cause instanceof TransportUnavailableException) {
                return new Trouble(Kind.UNAVAILABLE, message);
            } else if (cause instanceof InvalidValueException || cause instanceof InvalidCertificateException) {
                return new Trouble(Kind.CONFIGURATION, message);
            }
        }
        return new Trouble(
                Kind.INTERNAL, "internal error: " + error + " (expected: none; please report it with the log)");
    }
}
