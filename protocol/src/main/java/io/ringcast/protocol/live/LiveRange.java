package io.ringcast.protocol.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One range of a {@code Range: bytes=...} header (RFC 9110, 14.1.2), with the very large last position that asks for live content
 * (RFC 8673, 2) as a case of its own.
 */
public sealed interface LiveRange {

    /** A last position from here on means: what there is and all that is to come (RFC 8673, 2.1). */
    long LIVE_LAST = (1L << 53) - 1;

    /** More ranges than this in one header are taken for an attack and the header is ignored (RFC 9110, 14.2). */
    int MAX_RANGES = 16;

    /** {@code first-last}: both are the positions of bytes, {@code last} included. */
    record Bounded(long first, long last) implements LiveRange {}

    /** {@code first-}: from there to the end, as browsers and players ask first, whatever they mean. */
    record Open(long first) implements LiveRange {}

    /** {@code first-last} with a last position of at least {@link #LIVE_LAST}: from there on for ever. */
    record Live(long first) implements LiveRange {}

    /** {@code -length}: the last {@code length} bytes. */
    record Suffix(long length) implements LiveRange {}

    /**
     * The ranges of a header in its order; none when the header is to be ignored: another unit than bytes, wrong syntax, too many ranges.
     * Positions beyond 63 bits become {@link Long#MAX_VALUE}.
     */
    static List<LiveRange> parse(String header) {
        int equals = header.indexOf('=');
        if (equals < 0 || !header.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
            return List.of();
        }
        List<LiveRange> ranges = new ArrayList<>();
        // RFC 9110, 5.6.1: a list may have empty elements.
        for (String element : header.substring(equals + 1).split(",", MAX_RANGES * 2)) {
            String text = element.strip();
            if (text.isEmpty()) {
                continue;
            }
            Optional<LiveRange> range = parseOne(text);
            if (range.isEmpty() || ranges.size() == MAX_RANGES) {
                return List.of();
            }
            ranges.add(range.get());
        }
        return List.copyOf(ranges);
    }

    /**
     * The range that a GET of a live stream is to be answered with, or empty when it gets an endless 200 from the join point.
     *
     * <p>Players and browsers send {@code bytes=0-} or {@code bytes=0-1} before they know what they ask for. So a request is ranged only
     * when it names the epoch that its positions count in ({@code If-Range}), or when its last position says that it knows about live
     * content. An {@code If-Range} of another epoch makes any range void (RFC 9110, 13.1.5). Several ranges get the whole (14.2).
     *
     * @param range the {@code Range} header, null when absent
     * @param ifRange the {@code If-Range} header, null when absent
     * @param entityTag the strong entity tag of the epoch that is live now
     */
    static Optional<LiveRange> requested(@Nullable String range, @Nullable String ifRange, String entityTag) {
        if (range == null) {
            return Optional.empty();
        }
        List<LiveRange> ranges = parse(range);
        if (ranges.size() != 1) {
            return Optional.empty();
        }
        LiveRange only = ranges.get(0);
        boolean ranged =
                ifRange == null ? only instanceof Live : ifRange.strip().equals(entityTag);
        return ranged ? Optional.of(only) : Optional.empty();
    }

    private static Optional<LiveRange> parseOne(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        String from = text.substring(0, dash);
        String to = text.substring(dash + 1);
        if (!isNumber(from) || !isNumber(to) || (from.isEmpty() && to.isEmpty())) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            return Optional.of(new Suffix(number(to)));
        }
        long first = number(from);
        if (to.isEmpty()) {
            return Optional.of(new Open(first));
        }
        long last = number(to);
        if (last < first) {
            return Optional.empty();
        }
        return Optional.of(last >= LIVE_LAST ? new Live(first) : new Bounded(first, last));
    }

    private static boolean isNumber(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }
}
