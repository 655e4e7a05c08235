package io.ringcast.protocol.live;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The identity of an unbroken offset sequence: a random id and the ring offset at which it began.
 *
 * @param id 64 random bits, shown as 16 hexadecimal digits and used as the HTTP entity tag
 * @param base ring offset of the first byte of the epoch; an HTTP offset is a ring offset minus this. Negative at a relay that began in the
 *     middle of its origin's epoch
 */
public record Epoch(long id, long base) {

    private static final Pattern TAG = Pattern.compile("\"[0-9a-f]{16}\"");

    /** The id in an entity tag of this form, empty when it has another one. */
    public static OptionalLong idOf(String entityTag) {
        return TAG.matcher(entityTag).matches()
                ? OptionalLong.of(HexFormat.fromHexDigitsToLong(entityTag, 1, entityTag.length() - 1))
                : OptionalLong.empty();
    }

    /** The strong entity tag of the epoch, with its quotes (RFC 9110, 8.8.3). */
    public String entityTag() {
        return '"' + HexFormat.of().toHexDigits(id) + '"';
    }
}
