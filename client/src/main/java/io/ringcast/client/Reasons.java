package io.ringcast.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;

/** What went wrong, in words for people. */
final class Reasons {

    private Reasons() {}

    /** Also where the JDK's HTTP client throws an exception that has a class and no message. */
    static String of(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "unknown host";
            }
            if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
                return "no answer in time";
            }
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return e instanceof ConnectException
                ? "connection refused"
                : e.getClass().getSimpleName();
    }

    /** An answer with another status than was hoped for, with the first line of its body. */
    static UnavailableException refused(URI target, int status, InputStream body) {
        String firstLine = "";
        try {
            firstLine = new String(body.readNBytes(1024), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException ignored) {
            // The status alone says enough.
        }
        return new UnavailableException(
                target + " answered " + status + (firstLine.isBlank() ? "" : ": " + firstLine.strip()));
    }
}
