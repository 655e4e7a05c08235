package io.ringcast.daemon.source;

/** By which clock the units of a run are released into the stream. */
sealed interface Pace {

    /** As they come. */
    record Unpaced() implements Pace {}

    /** By the clock that the stream itself carries. */
    record MediaClock() implements Pace {}

    /**
     * So many bits in a second.
     *
     * @param bitsPerSecond 1 or more
     */
    record Rate(long bitsPerSecond) implements Pace {
        public Rate {
            if (bitsPerSecond < 1) {
                throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: >= 1)");
            }
        }
    }
}
