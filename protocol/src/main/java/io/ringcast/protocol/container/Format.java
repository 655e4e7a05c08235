package io.ringcast.protocol.container;

/**
 * What a stream is made of.
 *
 * @param name short name as shown to people, for example {@code mpegts}
 * @param mediaType what HTTP calls it when the origin did not say, for example {@code video/mp2t}
 * @param unitSize bytes in a unit: 188 for MPEG-TS, 1 where any byte may be cut
 * @param hasJoinPoints whether a decoder needs a join point, found by the parser, to start
 */
public record Format(String name, String mediaType, int unitSize, boolean hasJoinPoints) {

    /** ISO/IEC 13818-1 transport stream of 188-byte packets. */
    public static final Format MPEG_TS = new Format("mpegts", "video/mp2t", 188, true);

    /** Bytes of which nothing is known. */
    public static final Format OPAQUE = new Format("opaque", "application/octet-stream", 1, false);

    public Format {
        if (unitSize < 1) {
            throw new IllegalArgumentException("unitSize: " + unitSize + " (expected: >= 1)");
        }
    }
}
