package io.ringcast.client.send;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Where a stream is sent. */
final class SendUrl {

    private SendUrl() {}

    /** @throws IllegalArgumentException if it is no URL that something can be sent to */
    static Uplink uplink(URI target, Optional<String> password, Duration patience, String userAgent) {
        String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
        if (target.getHost() != null && scheme.equals("tcp") && target.getPort() > 0) {
            return new TcpUplink(target, patience);
        }
        if (target.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
            return new HttpUplink(target, password, patience, userAgent);
        }
        throw new IllegalArgumentException(
                "target: " + shown(target) + " (expected: http://host:port/NAME, https://… or tcp://host:port)");
    }

    /** Without a name and a password. */
    static String shown(URI target) {
        String user = target.getRawUserInfo();
        return user == null ? target.toString() : target.toString().replace(user + "@", "");
    }

    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "unknown host";
        }
        if (e.getMessage() == null) {
            return e instanceof ConnectException
                    ? "connection refused"
                    : e.getClass().getSimpleName();
        }
        return e.getMessage();
    }
}
