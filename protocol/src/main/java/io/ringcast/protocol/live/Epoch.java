package io.ringcast.protocol.live;

import java.util.HexFormat;

/**
 * The identity of an unbroken offset sequence: a random id and the ring offset at which it began.
 *
 * @param id 64 random bits, shown as 16 hexadecimal digits and used as the HTTP entity tag
 * @param base ring offset of the first byte of the epoch; an HTTP offset is a ring offset minus this
 */
public record Epoch(long id, long base) {

    public Epoch {
        if (base < 0) {
            throw new IllegalArgumentException("base: " + base + " (expected: >= 0)");
        }
    }

    /** The strong entity tag of the epoch, with its quotes (RFC 9110, 8.8.3). */
    public String entityTag() {
        return '"' + HexFormat.of().toHexDigits(id) + '"';
    }
}
