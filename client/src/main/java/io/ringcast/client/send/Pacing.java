package io.ringcast.client.send;

/** How fast a file is sent. */
public sealed interface Pacing {

    /** As fast as it plays, by the clock in it. */
    record ByClock() implements Pacing {}

    /**
     * At one rate.
     *
     * @param bitsPerSecond more than 0
     */
    record AtRate(double bitsPerSecond) implements Pacing {
        public AtRate {
            if (!(bitsPerSecond > 0)) {
                throw new IllegalArgumentException("rate: " + bitsPerSecond + " (expected: more than 0 bit/s)");
            }
        }
    }

    /** As fast as the other side takes it. */
    record Unpaced() implements Pacing {}
}
