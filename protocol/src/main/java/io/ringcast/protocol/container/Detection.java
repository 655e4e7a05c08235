package io.ringcast.protocol.container;

/** What a {@link FormatDetector} makes of the first bytes of a stream. */
public sealed interface Detection {

    /** Too few bytes to tell; ask again with more, or with the word that there are no more. */
    record NeedsMore() implements Detection {}

    /** A stream of this format, {@link Format#OPAQUE} when nothing is recognised. */
    record Stream(Format format) implements Detection {}

    /** Not media but a list of where media is. */
    record Playlist(PlaylistKind kind) implements Detection {}

    /** Not media but a page for people, most likely an error page. */
    record Page(PageKind kind) implements Detection {}

    /** The language of a playlist. */
    enum PlaylistKind {
        /** HTTP Live Streaming (RFC 8216): a media or a multivariant playlist. */
        HLS,
        /** An extended M3U playlist. */
        M3U,
        /** A PLS playlist. */
        PLS
    }

    /** The language of a page. */
    enum PageKind {
        HTML,
        XML
    }
}
