package io.ringcast.daemon.config;

/**
 * An amount of memory or data, written {@code 16MiB}, {@code 64KiB} or {@code 1500} (bytes).
 *
 * @param bytes 0 or more
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

    static final Quantity BYTES = new Quantity(
                    "a size such as \"64KiB\", \"16MiB\", \"1GiB\" or a number of bytes", 1L << 50)
            .unit("", 1)
            .unit("B", 1)
            .unit("kB", 1_000)
            .unit("KiB", 1L << 10)
            .unit("MB", 1_000_000)
            .unit("MiB", 1L << 20)
            .unit("GB", 1_000_000_000)
            .unit("GiB", 1L << 30)
            .unit("TiB", 1L << 40);

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    /**
     * Reads a size.
     *
     * @throws InvalidValueException when {@code text} is none
     */
    public static DataSize parse(String text) {
        return new DataSize(BYTES.parse(text));
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return BYTES.format(bytes);
    }
}
