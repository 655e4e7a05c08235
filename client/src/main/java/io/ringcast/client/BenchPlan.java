package io.ringcast.client;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * What a load test does.
 *
 * @param stream a counter stream: {@code tcp://host:port} or {@code http://host:port/NAME}
 * @param listeners how many listen at once
 * @param settle how long after the start of the last one nothing is measured yet: connecting is a load of its own
 * @param duration how long they then listen together
 * @param perSecond how many are started in a second
 * @param connectTimeout for each connection to stand
 * @param threads event loops that the listeners are spread over
 * @param userAgent what they call themselves over HTTP
 */
public record BenchPlan(
        URI stream,
        int listeners,
        Duration settle,
        Duration duration,
        double perSecond,
        Duration connectTimeout,
        int threads,
        String userAgent) {

    public BenchPlan {
        String scheme = String.valueOf(stream.getScheme()).toLowerCase(Locale.ROOT);
        boolean known = scheme.equals("http") || (scheme.equals("tcp") && stream.getPort() > 0);
        if (!known || stream.getHost() == null) {
            throw new IllegalArgumentException(
                    "stream: " + stream + " (expected: tcp://host:port or http://host:port/NAME)");
        }
        requirePositive("listeners", listeners);
        requirePositive("perSecond", perSecond);
        requirePositive("threads", threads);
        requirePositive("duration", duration.toNanos());
        if (settle.isNegative()) {
            throw new IllegalArgumentException("settle: " + settle + " (expected: >= 0)");
        }
    }

    boolean isHttp() {
        return stream.getScheme().equalsIgnoreCase("http");
    }

    int port() {
        return stream.getPort() > 0 ? stream.getPort() : 80;
    }

    /** What is asked for over HTTP (RFC 9112, 3.2.1). */
    String requestTarget() {
        String path = stream.getRawPath() == null || stream.getRawPath().isEmpty() ? "/" : stream.getRawPath();
        return stream.getRawQuery() == null ? path : path + "?" + stream.getRawQuery();
    }

    /** When listener number {@code index} is started, after the start of all. */
    long startNanos(int index) {
        return (long) (index / perSecond * 1e9);
    }

    /** From when on latencies are sampled, after the start of all. */
    long measuredFromNanos() {
        return startNanos(listeners - 1) + settle.toNanos();
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
