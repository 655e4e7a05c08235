package io.ringcast.protocol.playlist;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads playlists of HTTP Live Streaming: RFC 8216, 4. Tags that are not known are ignored (6.3.1), and so is what servers commonly get
 * wrong where it does no harm; all else is an error that names its line. Stateless.
 */
public final class HlsParser {

    /** Bytes that a playlist may have: a day of segments with long signed URLs. */
    public static final int MAX_BYTES = 4 << 20;

    /** Segments that one may name. */
    public static final int MAX_SEGMENTS = 20_000;

    static final int MAX_VARIANTS = 500;

    private static final int MAX_LINE = 16 << 10;
    private static final String HEADER = "#EXTM3U";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private HlsParser() {}

    /** Whether these bytes, which may be the beginning, are HLS and not a plain M3U: by the one tag that each of its kinds must have. */
    public static boolean recognises(byte[] bytes) {
        String text = text(bytes).stripLeading();
        return text.startsWith(HEADER)
                && text.lines()
                        .anyMatch(line -> line.startsWith(HlsMediaReader.TARGETDURATION)
                                || line.startsWith(HlsMasterReader.STREAM_INF));
    }

    /**
     * Reads a playlist.
     *
     * @param base where it came from, redirects followed
     * @throws PlaylistException when it is none, or one that cannot be played
     */
    public static HlsPlaylist parse(byte[] bytes, URI base) throws PlaylistException {
        if (bytes.length > MAX_BYTES) {
            throw new PlaylistException(
                    "an HLS playlist of " + bytes.length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        List<HlsLine> lines = lines(text(bytes));
        // RFC 8216, 4.3.1.1
        if (lines.isEmpty() || !lines.get(0).tag().equals(HEADER)) {
            throw new PlaylistException("line 1: no " + HEADER + " (expected: it begins an HLS playlist)");
        }
        boolean master = lines.stream().anyMatch(line -> line.tag().equals(HlsMasterReader.STREAM_INF));
        return master ? new HlsMasterReader(base).read(lines) : new HlsMediaReader(base).read(lines);
    }

    private static String text(byte[] bytes) {
        // RFC 8216, 4.1: UTF-8; what is none can only stand in titles and names.
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** What is neither empty nor a comment (4.1). */
    private static List<HlsLine> lines(String text) throws PlaylistException {
        List<HlsLine> lines = new ArrayList<>();
        int number = 0;
        for (Iterator<String> all = text.lines().iterator(); all.hasNext(); ) {
            number++;
            String line = all.next().strip();
            if (line.length() > MAX_LINE) {
                throw new PlaylistException(
                        "line " + number + ": " + line.length() + " characters (expected: at most " + MAX_LINE + ")");
            }
            if (!line.isEmpty() && (!line.startsWith("#") || line.startsWith("#EXT"))) {
                lines.add(HlsLine.of(number, line));
            }
        }
        return lines;
    }
}
