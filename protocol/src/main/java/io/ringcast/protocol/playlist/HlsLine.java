package io.ringcast.protocol.playlist;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A line of an HLS playlist that says something: a tag with its value, or a reference.
 *
 * @param number from 1
 * @param tag its name with the {@code #}; {@code ""} for a reference
 * @param value what stands behind the colon, or the reference
 */
record HlsLine(int number, String tag, String value) {

    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,19}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{0,20})?");
    private static final int SHOWN = 80;

    static HlsLine of(int number, String text) {
        if (!text.startsWith("#")) {
            return new HlsLine(number, "", text);
        }
        int colon = text.indexOf(':');
        return colon < 0
                ? new HlsLine(number, text, "")
                : new HlsLine(
                        number,
                        text.substring(0, colon).strip(),
                        text.substring(colon + 1).strip());
    }

    boolean isReference() {
        return tag.isEmpty();
    }

    /** An error in it: what stands there, and what should. */
    PlaylistException wrong(String found, String expected) {
        return new PlaylistException(
                "line " + number + ": " + (tag.isEmpty() ? "" : tag + ": ") + found + " (expected: " + expected + ")");
    }

    /** A decimal-integer (RFC 8216, 4.2) of at most {@code most}. */
    long integer(String text, long most) throws PlaylistException {
        if (INTEGER.matcher(text).matches()) {
            // 19 digits may be more than a long.
            long value = text.length() < 19 ? Long.parseLong(text) : Long.parseUnsignedLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        }
        throw wrong("\"" + shown(text) + "\"", "a whole number from 0 to " + most);
    }

    /** A decimal-floating-point (RFC 8216, 4.2) in microseconds. */
    long micros(String text) throws PlaylistException {
        if (!DECIMAL.matcher(text).matches()) {
            throw wrong("\"" + shown(text) + "\"", "seconds, such as 6 or 5.96");
        }
        return Math.round(Double.parseDouble(text) * 1e6);
    }

    /** What a reference names, which may be relative to {@code base}. */
    URI uri(URI base, String reference) throws PlaylistException {
        return Reference.resolve(base, reference)
                .orElseThrow(() -> wrong("\"" + shown(reference) + "\"", "a URL, or one relative to the playlist"));
    }

    /** As much of a text as fits into a message. */
    static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…";
    }
}
