package io.ringcast.protocol.playlist;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Writes the playlists that {@link HlsParser} reads: RFC 8216, 4.3. Stateless. */
public final class HlsWriter {

    /** What servers call it (RFC 8216, 4). */
    public static final String MEDIA_TYPE = "application/vnd.apple.mpegurl";

    /** RFC 8216, 7: durations that are no integers need 3, and a map in a playlist of ordinary segments needs 6. */
    private static final int VERSION = 3;

    private static final int VERSION_WITH_MAP = 6;

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HlsWriter() {}

    /** The text of {@code media}; keys and byte ranges have no place in it. */
    public static String write(HlsMedia media) {
        boolean maps =
                media.segments().stream().anyMatch(segment -> segment.map().isPresent());
        StringBuilder text = new StringBuilder("#EXTM3U\n");
        line(text, "#EXT-X-VERSION:" + (maps ? VERSION_WITH_MAP : VERSION));
        line(text, "#EXT-X-TARGETDURATION:" + media.targetDuration().toSeconds());
        line(text, "#EXT-X-MEDIA-SEQUENCE:" + media.mediaSequence());
        if (media.discontinuitySequence() > 0) {
            line(text, "#EXT-X-DISCONTINUITY-SEQUENCE:" + media.discontinuitySequence());
        }
        if (media.independentSegments()) {
            line(text, "#EXT-X-INDEPENDENT-SEGMENTS");
        }
        Optional<HlsMap> map = Optional.empty();
        for (HlsSegment segment : media.segments()) {
            if (segment.discontinuity()) {
                line(text, "#EXT-X-DISCONTINUITY");
            }
            if (!segment.map().equals(map)) {
                map = segment.map();
                map.ifPresent(now -> line(text, "#EXT-X-MAP:URI=\"" + now.uri() + "\""));
            }
            segment.moment().ifPresent(moment -> line(text, "#EXT-X-PROGRAM-DATE-TIME:" + format(moment)));
            line(text, "#EXTINF:" + format(segment.duration()) + ",");
            line(text, segment.reference());
        }
        if (media.ended()) {
            line(text, "#EXT-X-ENDLIST");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    /** Seconds with six decimals. */
    private static String format(Duration duration) {
        long micros = duration.toNanos() / 1000;
        return "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000);
    }

    private static String format(Instant moment) {
        return MOMENT.format(moment);
    }
}
