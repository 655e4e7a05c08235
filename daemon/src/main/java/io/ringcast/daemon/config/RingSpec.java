package io.ringcast.daemon.config;

import java.time.Duration;

/** How much a ring holds: a time or an amount. */
public sealed interface RingSpec {

    /** What a text should look like. */
    String EXPECTATION = "a duration from 1s to 24h such as \"30s\", or a size from 256KiB such as \"16MiB\"";

    /** The newest bytes of this much time, as far as the memory goes. */
    record Seconds(Duration time) implements RingSpec {
        public Seconds {
            requirePositive("time", time.toNanos());
        }

        @Override
        public String toString() {
            return Durations.format(time);
        }
    }

    /** The newest bytes, this many. */
    record Bytes(long bytes) implements RingSpec {
        public Bytes {
            requirePositive("bytes", bytes);
        }

        @Override
        public String toString() {
            return new DataSize(bytes).toString();
        }
    }

    /**
     * Reads {@code 30s} or {@code 16MiB}.
     *
     * @throws InvalidValueException when {@code text} is neither, or out of range
     */
    static RingSpec parse(String text) {
        if (Durations.MILLIS.means(text)) {
            Duration time = Durations.parse(text);
            if (time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(Duration.ofHours(24)) <= 0) {
                return new Seconds(time);
            }
        } else if (DataSize.BYTES.means(text)) {
            long bytes = DataSize.parse(text).bytes();
            if (bytes >= 256 * 1024) {
                return new Bytes(bytes);
            }
        }
        throw new InvalidValueException(text, EXPECTATION);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
