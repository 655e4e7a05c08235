package io.ringcast.daemon.http;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/** Says an exception of the network in a few words for people. */
final class FailureText {

    private FailureText() {}

    static String of(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no answer";
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("refused")) {
            return "connection refused";
        }
        if (cause instanceof NoRouteToHostException || message.contains("route to host")) {
            return "no route to host";
        }
        if (message.contains("unreachable")) {
            return "network unreachable";
        }
        if (cause instanceof ConnectException) {
            return "connection failed";
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
