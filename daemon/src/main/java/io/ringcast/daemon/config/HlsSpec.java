package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/** How a source is offered over HLS. */
public sealed interface HlsSpec {

    /** What one should look like. */
    String EXPECTATION = "auto, off, or a table such as { segment = \"4s\", window = 6 }";

    /** With segments of 4 s, as many in the playlist as the ring allows, at most 6. */
    record Auto() implements HlsSpec {}

    /** Not at all. */
    record Off() implements HlsSpec {}

    /**
     * As somebody wants it.
     *
     * @param segment how long a segment is at least, from 1 s to 60 s; it ends with the first join point behind that
     * @param window segments in the playlist, from 3 to 100
     */
    record Of(Duration segment, int window) implements HlsSpec {

        /**
         * What the ring must hold: a segment that has left the playlist must be there for as long as it and the longest playlist that named
         * it play (RFC 8216, 6.2.2).
         */
        public Duration needs() {
            return segment.plus(segment.multipliedBy(2L * window));
        }
    }

    /** The segment of those who say none. */
    Duration SEGMENT = Duration.ofSeconds(4);

    /** The window of those who say none. */
    int WINDOW = 6;

    /** The shortest that players get along with (RFC 8216, 6.2.2). */
    int SHORTEST_WINDOW = 3;

    /** The longest. */
    int LONGEST_WINDOW = 100;

    /** How it is written in TOML. */
    default String toml() {
        if (this instanceof Of of) {
            return "{ segment = " + ValueTypes.quoted(Durations.format(of.segment())) + ", window = " + of.window()
                    + " }";
        }
        return ValueTypes.quoted(this instanceof Off ? "off" : "auto");
    }

    /** Reads a word or a table. */
    static HlsSpec read(Raw raw, ReadContext context) {
        if (raw.value() instanceof String word) {
            return named(word);
        }
        if (!(raw.value() instanceof TomlTable table)) {
            throw new InvalidValueException(raw.shown(), EXPECTATION);
        }
        Set<String> unknown = new TreeSet<>(table.keySet());
        List<String> keys = List.of("segment", "window");
        unknown.removeAll(keys);
        if (!unknown.isEmpty()) {
            String key = unknown.iterator().next();
            throw new InvalidValueException(key, "segment and window only" + Suggestion.among(keys, key));
        }
        return new Of(segment(table.get("segment")), window(table.get("window")));
    }

    private static HlsSpec named(String word) {
        return switch (word) {
            case "auto" -> new Auto();
            case "off" -> new Off();
            default -> throw new InvalidValueException(word, EXPECTATION);
        };
    }

    private static Duration segment(@Nullable Object value) {
        String expectation = "segment: a duration from 1s to 60s";
        if (value == null) {
            return SEGMENT;
        }
        if (!(value instanceof String text) || !Durations.MILLIS.means(text)) {
            throw new InvalidValueException(String.valueOf(value), expectation);
        }
        Duration segment = Durations.parse(text);
        if (segment.toMillis() < 1_000 || segment.toMillis() > 60_000) {
            throw new InvalidValueException(text, expectation);
        }
        return segment;
    }

    private static int window(@Nullable Object value) {
        if (value == null) {
            return WINDOW;
        }
        if (!(value instanceof Long window) || window < SHORTEST_WINDOW || window > LONGEST_WINDOW) {
            throw new InvalidValueException(
                    String.valueOf(value), "window: from " + SHORTEST_WINDOW + " to " + LONGEST_WINDOW + " segments");
        }
        return Math.toIntExact(window);
    }
}
