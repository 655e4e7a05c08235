package io.ringcast.protocol.container;

/**
 * What a stream is made of.
 *
 * @param name short name as shown to people, for example {@code mpegts}
 * @param mediaType what HTTP calls it when the origin did not say, for example {@code video/mp2t}
 * @param unitSize bytes in a unit: 188 for MPEG-TS, 1 where any byte may be cut, {@link #VARIABLE} where units differ
 * @param hasJoinPoints whether a decoder needs a join point, found by the parser, to start
 */
public record Format(String name, String mediaType, int unitSize, boolean hasJoinPoints) {

    /** The {@link #unitSize} of a format whose units differ in size: only its parser knows where one ends. */
    public static final int VARIABLE = 0;

    /** ISO/IEC 13818-1 transport stream of 188-byte packets. */
    public static final Format MPEG_TS = new Format("mpegts", "video/mp2t", 188, true);

    /** Bytes of which nothing is known. */
    public static final Format OPAQUE = new Format("opaque", "application/octet-stream", 1, false);

    /** Frames of MPEG-1 or MPEG-2 audio, layer III: ISO/IEC 11172-3, 13818-3. */
    public static final Format MP3 = new Format("mp3", "audio/mpeg", VARIABLE, true);

    /** The same of layer I or II. */
    public static final Format MP2 = new Format("mp2", "audio/mpeg", VARIABLE, true);

    /** Frames of AAC with ADTS headers: ISO/IEC 13818-7, 14496-3. */
    public static final Format ADTS = new Format("adts", "audio/aac", VARIABLE, true);

    /** Frames of AC-3: ETSI TS 102 366. */
    public static final Format AC3 = new Format("ac3", "audio/ac3", VARIABLE, true);

    /** Frames of Enhanced AC-3: ETSI TS 102 366, annex E. */
    public static final Format EAC3 = new Format("eac3", "audio/eac3", VARIABLE, true);

    /** Pages of Ogg with sound: RFC 3533. */
    public static final Format OGG = new Format("ogg", "audio/ogg", VARIABLE, true);

    /** The same with pictures. */
    public static final Format OGG_VIDEO = new Format("ogg", "video/ogg", VARIABLE, true);

    /** Frames of FLAC: RFC 9639. */
    public static final Format FLAC = new Format("flac", "audio/flac", VARIABLE, true);

    /** A RIFF or RF64 file with sound: EBU Tech 3306. */
    public static final Format WAV = new Format("wav", "audio/wav", VARIABLE, true);

    /** Elements of Matroska: RFC 9559. */
    public static final Format MATROSKA = new Format("matroska", "video/x-matroska", VARIABLE, true);

    /** Matroska as browsers know it. */
    public static final Format WEBM = new Format("webm", "video/webm", VARIABLE, true);

    /** Tags of Flash video. */
    public static final Format FLV = new Format("flv", "video/x-flv", VARIABLE, true);

    /** Boxes of an ISO base media file, in fragments or not: ISO/IEC 14496-12. */
    public static final Format MP4 = new Format("mp4", "video/mp4", VARIABLE, true);

    public Format {
        if (unitSize < 0) {
            throw new IllegalArgumentException("unitSize: " + unitSize + " (expected: >= 0)");
        }
    }

    /** Whether units differ in size, so that nobody but their parser can tell where one ends. */
    public boolean isVariable() {
        return unitSize == VARIABLE;
    }
}
