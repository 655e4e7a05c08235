package io.ringcast.protocol.live;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an endless answer begins, as its header says: which epoch, the offset of its first byte in it, and how many bytes come before
 * that one which have no offset.
 *
 * <pre>
 *   ETag: "5f1c0e0a9d2b7c34"
 *   Content-Location: /news?from=@1880000            the body is  564 bytes of preamble, then byte 1880000 and all behind it
 *   Ringcast-Preamble: 564
 * </pre>
 *
 * <p>So whoever has read {@code n} bytes of the body, {@code n >= preamble}, goes on at {@code offset + n - preamble} when it is cut.
 *
 * @param entityTag the strong entity tag of the epoch, with its quotes
 * @param offset of the first byte behind the preamble, 0 or more
 * @param preamble bytes before it, 0 or more
 */
public record LivePlace(String entityTag, long offset, long preamble) {

    /** The response field that says how many bytes of the body are preamble. */
    public static final String PREAMBLE_FIELD = "Ringcast-Preamble";

    /**
     * The request field ({@code 1}) of somebody who counts offsets: what answers it is of one epoch only, nobody is moved forward in it,
     * and its framing tells a cut from an end.
     */
    public static final String COUNTS_FIELD = "Ringcast-Counts";

    private static final Pattern FROM = Pattern.compile("[^?#]*\\?(?:[^#]*&)?from=@(\\d{1,18})(?:&[^#]*)?");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

    public LivePlace {
        if (offset < 0 || preamble < 0) {
            throw new IllegalArgumentException("place: " + offset + " behind " + preamble + " (expected: both >= 0)");
        }
        if (!isStrong(entityTag)) {
            throw new IllegalArgumentException("entityTag: " + entityTag + " (expected: a strong one in quotes)");
        }
    }

    /** Reads the header of a 200; empty when it does not say where its body begins. */
    public static Optional<LivePlace> of(Function<String, @Nullable String> header) {
        String tag = header.apply("ETag");
        OptionalLong offset = offset(header.apply("Content-Location"));
        String preamble = header.apply(PREAMBLE_FIELD);
        boolean counted = preamble == null || COUNT.matcher(preamble.strip()).matches();
        if (tag == null || !isStrong(tag.strip()) || offset.isEmpty() || !counted) {
            return Optional.empty();
        }
        long before = preamble == null ? 0 : Long.parseLong(preamble.strip());
        return Optional.of(new LivePlace(tag.strip(), offset.getAsLong(), before));
    }

    /** The value of {@code Content-Location} for a body that begins at {@code offset}. */
    public static String location(String path, long offset) {
        return path + "?from=@" + offset;
    }

    /** The value of {@code Range} that asks for the byte at {@code offset} and all that come after it (RFC 8673, 2.2). */
    public static String rangeFrom(long offset) {
        return "bytes=" + offset + "-" + LiveRange.LIVE_LAST;
    }

    /** Offset of the byte behind {@code read} bytes of the body; only behind the preamble. */
    public long behind(long read) {
        if (read < preamble) {
            throw new IllegalArgumentException("read: " + read + " (expected: at least " + preamble + ")");
        }
        return offset + read - preamble;
    }

    private static OptionalLong offset(@Nullable String location) {
        if (location == null) {
            return OptionalLong.empty();
        }
        Matcher matcher = FROM.matcher(location.strip());
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private static boolean isStrong(String tag) {
        return tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"");
    }
}
