package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.OptionalLong;

/** How much of an item has to be there before any of it is shown to listeners. */
public sealed interface PrefetchSpec {

    /** What a text should look like. */
    String EXPECTATION =
            "a duration from 0s to 12h such as \"10s\", a size such as \"2MiB\", or a share such as \"10%\"";

    /** Nothing is waited for. */
    PrefetchSpec NONE = new Time(Duration.ZERO);

    /** So much of its media clock, or at its pace. */
    record Time(Duration time) implements PrefetchSpec {
        public Time {
            if (time.isNegative()) {
                throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
            }
        }

        @Override
        public String toString() {
            return Durations.format(time);
        }
    }

    /** So many bytes. */
    record Size(long bytes) implements PrefetchSpec {
        public Size {
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
            }
        }

        @Override
        public String toString() {
            return new DataSize(bytes).toString();
        }
    }

    /** So many hundredths of an item whose length is known. */
    record Share(int percent) implements PrefetchSpec {
        public Share {
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("percent: " + percent + " (expected: 1 to 100)");
            }
        }

        /** The bytes of it, given the {@code length} of the item. */
        public OptionalLong of(OptionalLong length) {
            return length.isPresent() ? OptionalLong.of((length.getAsLong() * percent + 99) / 100) : length;
        }

        @Override
        public String toString() {
            return percent + "%";
        }
    }

    /**
     * Reads {@code 10s}, {@code 2MiB} or {@code 10%}.
     *
     * @throws InvalidValueException when {@code text} is none of them, or out of range
     */
    static PrefetchSpec parse(String text) {
        if (text.matches("[1-9][0-9]?%|100%")) {
            return new Share(Integer.parseInt(text.substring(0, text.length() - 1)));
        }
        if (Durations.MILLIS.means(text)) {
            Duration time = Durations.parse(text);
            if (time.compareTo(Duration.ofHours(12)) <= 0) {
                return new Time(time);
            }
        } else if (DataSize.BYTES.means(text)) {
            return new Size(DataSize.parse(text).bytes());
        }
        throw new InvalidValueException(text, EXPECTATION);
    }
}
