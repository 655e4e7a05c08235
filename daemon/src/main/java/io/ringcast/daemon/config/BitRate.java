package io.ringcast.daemon.config;

/**
 * A rate of data, written {@code 4Mbit/s} or {@code 128kbit/s}.
 *
 * @param bitsPerSecond 0 or more
 */
public record BitRate(long bitsPerSecond) implements Comparable<BitRate> {

    static final Quantity BITS = new Quantity(
                    "a bit rate such as \"128kbit/s\", \"4Mbit/s\" or \"1Gbit/s\"", 1_000_000_000_000_000L)
            .unit("bit/s", 1)
            .unit("kbit/s", 1_000)
            .unit("Mbit/s", 1_000_000)
            .unit("Gbit/s", 1_000_000_000);

    public BitRate {
        if (bitsPerSecond < 0) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: >= 0)");
        }
    }

    /**
     * Reads a rate.
     *
     * @throws InvalidValueException when {@code text} is none
     */
    public static BitRate parse(String text) {
        return new BitRate(BITS.parse(text));
    }

    /** The same rate in bytes. */
    public double bytesPerSecond() {
        return bitsPerSecond / 8.0;
    }

    @Override
    public int compareTo(BitRate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return BITS.format(bitsPerSecond);
    }
}
