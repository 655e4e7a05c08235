package io.ringcast.protocol.api;

/**
 * A connected listener as the admin API shows it ({@code GET /api/v1/listeners}).
 *
 * @param id number of the listener, unique while the daemon runs
 * @param source name of its source
 * @param output name of its output
 * @param kind kind of its output
 * @param remote address and port of its peer
 * @param userAgent what it calls itself, {@code ""} when it does not
 * @param connected when it connected, ISO 8601 in UTC
 * @param seconds how long it has been connected
 * @param policy {@code skip}, {@code drop} or {@code wait}
 * @param bytes bytes that the kernel took for it
 * @param lagBytes head minus what the kernel took
 * @param lagSeconds the same in seconds
 * @param skips how often it was moved forward
 * @param skippedBytes bytes it did not get because of that
 * @param delivery how its bytes reached the peer of late
 */
public record ListenerView(
        long id,
        String source,
        String output,
        String kind,
        String remote,
        String userAgent,
        String connected,
        double seconds,
        String policy,
        long bytes,
        long lagBytes,
        double lagSeconds,
        long skips,
        long skippedBytes,
        DeliveryView delivery) {}
