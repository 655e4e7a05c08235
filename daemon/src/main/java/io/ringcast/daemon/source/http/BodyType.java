package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.PlaylistInput;
import io.ringcast.protocol.playlist.PlaylistStart;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a response's {@code Content-Type} makes of its body: media, something that may be media, or something that is none. */
sealed interface BodyType {

    /** Media; {@code mediaType} is absent when the field says nothing useful. */
    record Media(Optional<String> mediaType) implements BodyType {}

    /** Called text, as some servers call a {@code .ts} file: media only if its bytes are no text. */
    record CalledText(String mediaType) implements BodyType {

        private static final int LOOKED_AT = 1024;

        /** Whether the first bytes of the body, which are borrowed, cannot be text, or are those of a playlist. */
        boolean isMedia(ByteBuf first) {
            if (PlaylistStart.of(first) != PlaylistStart.NO) {
                return true;
            }
            int end = first.readerIndex() + Math.min(LOOKED_AT, first.readableBytes());
            for (int i = first.readerIndex(); i < end; i++) {
                int b = first.getByte(i) & 0xFF;
                boolean white = b == '\t' || b == '\n' || b == '\r' || b == '\f';
                if (b < 0x20 && !white) {
                    return true;
                }
            }
            return false;
        }

        InputFailure failure() {
            return none(mediaType);
        }
    }

    /** No media. */
    record Refused(InputFailure failure) implements BodyType {}

    /** Names for bytes of which the origin knows nothing. */
    Set<String> UNKNOWN = Set.of(
            "application/octet-stream",
            "application/x-octet-stream",
            "binary/octet-stream",
            "application/binary",
            "application/download",
            "application/x-download",
            "application/force-download",
            "application/unknown",
            "application/x-unknown",
            "content/unknown",
            "unknown/unknown",
            "*/*");

    /** Lists that nobody here reads. */
    Set<String> PLAYLISTS = Set.of("application/xspf+xml", "application/dash+xml");

    /** RFC 9110, 8.3.1; what does not look like this is not passed on to listeners. */
    Pattern MEDIA_TYPE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+(\\s*;[\\x20-\\x7e]*)?");

    int MAX_LENGTH = 200;

    /** Judges the field's value. */
    static BodyType of(@Nullable String contentType) {
        String whole = contentType == null ? "" : contentType.strip();
        String type = whole.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (UNKNOWN.contains(type)
                || whole.length() > MAX_LENGTH
                || !MEDIA_TYPE.matcher(whole).matches()) {
            return new Media(Optional.empty());
        }
        if (PLAYLISTS.contains(type)) {
            return new Refused(InputFailure.lasting(
                    Reason.PLAYLIST,
                    "a playlist (" + type + ") came (expected: a stream, a file, M3U or PLS; name what it lists)"));
        }
        if (PlaylistInput.isList(type)) {
            return new Media(Optional.of(type));
        }
        boolean markup = type.equals("text/html")
                || type.equals("application/xml")
                || type.equals("application/json")
                || type.endsWith("+xml")
                || type.endsWith("+json");
        if (markup) {
            return new Refused(none(type));
        }
        if (type.startsWith("text/")) {
            return new CalledText(type);
        }
        return new Media(Optional.of(whole));
    }

    private static InputFailure none(String type) {
        return InputFailure.lasting(
                Reason.CONTENT_TYPE,
                type
                        + " came (expected: media, such as video/mp2t or audio/mpeg; open the URL in a browser to see what it says)");
    }
}
