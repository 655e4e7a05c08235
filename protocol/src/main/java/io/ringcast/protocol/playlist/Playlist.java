package io.ringcast.protocol.playlist;

import java.util.List;
import java.util.Optional;

/**
 * What a playlist names, in its order.
 *
 * @param kind its language
 * @param entries what it names; none for {@link Kind#HLS}, whose segments are no items
 */
public record Playlist(Kind kind, List<Entry> entries) {

    /** Bytes that a playlist may have. */
    public static final int MAX_BYTES = 1 << 20;

    /** Entries that are looked at. */
    public static final int MAX_ENTRIES = 10_000;

    /** How deep playlists may name playlists; whoever opens them counts. */
    public static final int MAX_DEPTH = 4;

    /** The language of a playlist. */
    public enum Kind {
        /** One reference in a line, with {@code #EXTINF} titles. */
        M3U,
        /** {@code FileN=} and {@code TitleN=}. */
        PLS,
        /** HTTP Live Streaming (RFC 8216), which looks like M3U. */
        HLS
    }

    /**
     * One thing to play.
     *
     * @param reference a URL, or a path relative to the playlist, as it was written
     * @param title what it is called
     */
    public record Entry(String reference, Optional<String> title) {}

    public Playlist {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a playlist, which may begin with a byte order mark, end its lines in any way, and be UTF-8, UTF-16 or Latin-1.
     *
     * @throws PlaylistException when it is too long or names nothing
     */
    public static Playlist parse(byte[] bytes) throws PlaylistException {
        if (bytes.length > MAX_BYTES) {
            throw new PlaylistException(
                    "a playlist of " + bytes.length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        List<String> lines = PlaylistText.lines(bytes);
        Playlist playlist = lines.stream().anyMatch(PlsLines::isHeader)
                ? new Playlist(Kind.PLS, PlsLines.entries(lines))
                : M3uLines.playlist(lines);
        if (playlist.kind() != Kind.HLS && playlist.entries().isEmpty()) {
            throw new PlaylistException(
                    "a playlist that names nothing (expected: a URL or file name in a line of its own)");
        }
        return playlist;
    }
}
