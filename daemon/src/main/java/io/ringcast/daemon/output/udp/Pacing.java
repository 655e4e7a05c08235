package io.ringcast.daemon.output.udp;

/**
 * How an output paces.
 *
 * @param delayNanos how unevenly bytes may arrive: they are sent that much later than they come
 * @param burst datagrams that may follow each other at once when they are late
 * @param bitsPerSecond the most that is sent, of transport packets; 0 for as much as comes
 * @param stuffed whether null packets fill up to that rate
 */
record Pacing(long delayNanos, int burst, long bitsPerSecond, boolean stuffed) {

    Pacing {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("delayNanos: " + delayNanos + " (expected: >= 0)");
        }
        if (burst < 1) {
            throw new IllegalArgumentException("burst: " + burst + " (expected: >= 1)");
        }
        if (stuffed && bitsPerSecond == 0) {
            throw new IllegalArgumentException("stuffed: without a rate (expected: with bitsPerSecond > 0)");
        }
    }
}
