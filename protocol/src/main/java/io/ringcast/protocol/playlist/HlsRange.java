package io.ringcast.protocol.playlist;

/**
 * A part of a resource (RFC 8216, 4.3.2.2).
 *
 * @param offset of its first byte
 * @param length bytes, at least one
 */
public record HlsRange(long offset, long length) {

    static final long MAX = 1L << 60;

    public HlsRange {
        if (offset < 0 || offset > MAX || length < 1 || length > MAX) {
            throw new IllegalArgumentException("range: " + length + "@" + offset + " (expected: 1 to " + MAX
                    + " bytes from an offset of 0 to " + MAX + ")");
        }
    }

    /** Offset behind its last byte. */
    public long end() {
        return offset + length;
    }
}
