package io.ringcast.protocol.live;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a live stream that can be had at once, as the answer to {@code HEAD} with {@code Range: bytes=0-} says (RFC 8673, 2.1).
 *
 * <pre>
 *   0 ···········[═══════════════════════════════]──►   the origin's bytes
 *              first                            last
 *                      [══════]✂                        what somebody read of a body that began he does not know where
 * </pre>
 *
 * @param first offset of the oldest of them, 0 or more
 * @param last offset of the newest
 */
public record Reach(long first, long last) {

    /** The range that is asked for. */
    public static final String OPEN_RANGE = "bytes=0-";

    /** So many bytes are looked through at most. */
    public static final long MOST_SEARCHED = 64L << 20;

    /** Of a reach that loses its oldest bytes all the time, this part is left out: it would be gone before it came. */
    private static final int LEAVING = 8;

    // The length of what is live is not known (RFC 8673, 2.1): what has one is a file.
    private static final Pattern LIVE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/\\*");

    public Reach {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "reach: " + first + "-" + last + " (expected: first >= 0, last >= first)");
        }
    }

    /** Reads {@code Content-Range}; empty when it is absent, wrong, or not that of something live. */
    public static Optional<Reach> of(@Nullable String contentRange) {
        Matcher matcher = LIVE.matcher(contentRange == null ? "" : contentRange.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        return last < first ? Optional.empty() : Optional.of(new Reach(first, last));
    }

    /**
     * The part in which the end of a body is to be looked for, of which {@code read} bytes were read and the newest {@code known} are
     * known. It can end nowhere before byte {@code read}. Empty when it cannot end here at all.
     */
    public Optional<Reach> searched(long read, int known) {
        long leaving = first == 0 ? 0 : (last + 1 - first) / LEAVING;
        long from = Math.max(Math.max(first + leaving, read - known), last + 1 - MOST_SEARCHED);
        return last + 1 - from < known ? Optional.empty() : Optional.of(new Reach(from, last));
    }

    /** The value of {@code Range} that asks for all of it, and no more. */
    public String range() {
        return "bytes=" + first + "-" + last;
    }
}
