package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.List;

/** Where in the ring a new listener starts; the setting {@code join} and the parameter {@code ?from=} use the same words. */
public sealed interface JoinSpec {

    /** What a text should look like. */
    String EXPECTATION = "live, keyframe, oldest, a duration such as \"2s\" or a size such as \"256KiB\"";

    /** At the newest join point at least this far behind the head. */
    record Behind(Duration time) implements JoinSpec {
        public Behind {
            if (time.isNegative()) {
                throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
            }
        }

        @Override
        public String toString() {
            return Durations.format(time);
        }
    }

    /** At the newest join point at least this many bytes behind the head. */
    record BehindBytes(long bytes) implements JoinSpec {
        public BehindBytes {
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
            }
        }

        @Override
        public String toString() {
            return new DataSize(bytes).toString();
        }
    }

    /** At the head, decodable or not. */
    record Live() implements JoinSpec {
        @Override
        public String toString() {
            return "live";
        }
    }

    /** At the newest join point. */
    record Keyframe() implements JoinSpec {
        @Override
        public String toString() {
            return "keyframe";
        }
    }

    /** At the oldest join point that the ring holds. */
    record Oldest() implements JoinSpec {
        @Override
        public String toString() {
            return "oldest";
        }
    }

    /**
     * Reads {@code live}, {@code keyframe}, {@code oldest}, {@code 2s} or {@code 256KiB}.
     *
     * @throws InvalidValueException when {@code text} is none of them
     */
    static JoinSpec parse(String text) {
        return switch (text) {
            case "live" -> new Live();
            case "keyframe" -> new Keyframe();
            case "oldest" -> new Oldest();
            default -> parseDistance(text);
        };
    }

    private static JoinSpec parseDistance(String text) {
        if (Durations.MILLIS.means(text)) {
            return new Behind(Durations.parse(text));
        }
        if (DataSize.BYTES.means(text)) {
            return new BehindBytes(DataSize.parse(text).bytes());
        }
        throw new InvalidValueException(
                text, EXPECTATION + Suggestion.among(List.of("live", "keyframe", "oldest"), text));
    }
}
