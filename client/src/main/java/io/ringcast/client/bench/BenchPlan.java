package io.ringcast.client.bench;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * What a load test does.
 *
 * @param stream {@code tcp://host:port} or {@code http://host:port/NAME}
 * @param userAgent what the listeners call themselves over HTTP
 * @param crowd who listens
 * @param timing when
 * @param checks what is expected of the stream
 * @param engine how the load is made
 */
public record BenchPlan(URI stream, String userAgent, Crowd crowd, Timing timing, Checks checks, Engine engine) {

    public BenchPlan {
        String scheme = String.valueOf(stream.getScheme()).toLowerCase(Locale.ROOT);
        boolean known = scheme.equals("http") || (scheme.equals("tcp") && stream.getPort() > 0);
        if (!known || stream.getHost() == null) {
            throw new IllegalArgumentException(
                    "stream: " + stream + " (expected: tcp://host:port or http://host:port/NAME)");
        }
    }

    /**
     * Who listens.
     *
     * @param listeners how many at once
     * @param stopped how many of these stop reading once they have settled
     * @param slow how many others of these read slowly
     * @param slowBitsPerSecond how slowly
     */
    public record Crowd(int listeners, int stopped, int slow, double slowBitsPerSecond) {

        public Crowd {
            requirePositive("listeners", listeners);
            requireNotNegative("stopped", stopped);
            requireNotNegative("slow", slow);
            if (stopped + slow > listeners) {
                throw new IllegalArgumentException("stopped and slow: " + stopped + " + " + slow
                        + " (expected: no more than the " + listeners + " listeners)");
            }
            if (slow > 0) {
                requirePositive("slowBitsPerSecond", slowBitsPerSecond);
            }
        }

        /** The stopped ones are spread evenly over all, the slow ones over the rest. */
        Role roleOf(int index) {
            long stoppedBefore = (long) index * stopped / listeners;
            if ((long) (index + 1) * stopped / listeners > stoppedBefore) {
                return Role.STOPPED;
            }
            long others = (long) listeners - stopped;
            long other = index - stoppedBefore;
            return (other + 1) * slow / others > other * slow / others ? Role.SLOW : Role.HEALTHY;
        }
    }

    /**
     * When listeners come and what is measured.
     *
     * @param perSecond how many are started in a second
     * @param connectTimeout for each connection to stand
     * @param settle how long after the last one came nothing is measured yet: connecting is a load of its own
     * @param duration how long they then listen together; all rates, latencies and stalls are of this time
     */
    public record Timing(double perSecond, Duration connectTimeout, Duration settle, Duration duration) {

        public Timing {
            requirePositive("perSecond", perSecond);
            requirePositive("connectTimeout", connectTimeout.toNanos());
            requireNotNegative("settle", settle.toNanos());
            requirePositive("duration", duration.toNanos());
        }

        /** When listener number {@code index} is started, after the start of all. */
        long startNanos(int index) {
            return (long) (index / perSecond * 1e9);
        }
    }

    /**
     * What is expected of the stream.
     *
     * @param opaque whether it is anything at all; else it is a counter stream, and verified
     * @param every only each so many-th listener verifies what it gets, the others count bytes
     * @param bitsPerSecond the source's rate; 0 to take it from the counter stream, and not to judge an opaque one
     */
    public record Checks(boolean opaque, int every, double bitsPerSecond) {

        public Checks {
            requirePositive("every", every);
            requireNotNegative("bitsPerSecond", bitsPerSecond);
        }
    }

    /**
     * How the load is made.
     *
     * @param threads event loops that the listeners are spread over
     * @param addresses addresses 127.0.0.2 and up that they connect from, each good for 28,000 connections; 0 for as many as are needed
     * @param gather how long a loop lets arrivals gather before it looks: few large reads instead of many small ones, and latencies
     *     are that much longer at most
     * @param receiveBuffer the kernel's buffer for each connection, in bytes; 0 for what it thinks right
     */
    public record Engine(int threads, int addresses, Duration gather, int receiveBuffer) {

        public Engine {
            requirePositive("threads", threads);
            requireNotNegative("addresses", addresses);
            requireNotNegative("gather", gather.toNanos());
            requireNotNegative("receiveBuffer", receiveBuffer);
        }
    }

    /** Whether a listener verifies what it gets. */
    boolean isChecked(int index) {
        return !checks.opaque() && (index % checks.every() == 0 || crowd.roleOf(index) != Role.HEALTHY);
    }

    boolean isHttp() {
        return stream.getScheme().equalsIgnoreCase("http");
    }

    int port() {
        return stream.getPort() > 0 ? stream.getPort() : 80;
    }

    /** What is sent over HTTP (RFC 9112, 3). */
    String request() {
        String path = stream.getRawPath() == null || stream.getRawPath().isEmpty() ? "/" : stream.getRawPath();
        String target = stream.getRawQuery() == null ? path : path + "?" + stream.getRawQuery();
        return "GET " + target + " HTTP/1.1\r\nHost: " + stream.getRawAuthority() + "\r\nUser-Agent: " + userAgent
                + "\r\nAccept: */*\r\n\r\n";
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }
}
