package io.ringcast.protocol.playlist;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a media playlist (RFC 8216, 4.3.2 and 4.3.3). Used once. */
final class HlsMediaReader {

    static final String TARGETDURATION = "#EXT-X-TARGETDURATION";

    private static final long MAX_TARGET_SECONDS = 3600;
    private static final long MAX_SEQUENCE = 1L << 60;
    private static final long MAX_SEGMENT_MICROS = Duration.ofDays(1).toNanos() / 1000;
    private static final Pattern VECTOR = Pattern.compile("0[xX][0-9A-Fa-f]{1,32}");
    private static final int HEX = 16;

    /** ISO 8601 as servers write it: zones with and without a colon. */
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS][.SSSSSS][.SSS][.SS][.S][XXX][XX][X]");

    private final URI base;
    private final List<HlsSegment> segments = new ArrayList<>();

    private @Nullable Duration targetDuration;
    private long mediaSequence;
    private long discontinuitySequence;
    private Optional<HlsMedia.Type> type = Optional.empty();
    private boolean ended;
    private boolean independentSegments;

    /** What holds for all segments that follow. */
    private Optional<HlsKey> key = Optional.empty();

    private @Nullable HlsLine foreignKey;
    private Optional<HlsMap> map = Optional.empty();

    /** What holds for the next segment. */
    private @Nullable HlsLine info;

    private @Nullable HlsLine byteRange;
    private boolean discontinuity;
    private boolean gap;
    private Optional<Instant> moment = Optional.empty();

    /** What the segment before was a part of, and where it ended. */
    private String lastReference = "";

    private long lastEnd = -1;

    HlsMediaReader(URI base) {
        this.base = base;
    }

    HlsMedia read(List<HlsLine> lines) throws PlaylistException {
        for (HlsLine line : lines) {
            if (line.isReference()) {
                segment(line);
            } else {
                tag(line);
            }
        }
        Duration target = targetDuration;
        if (target == null) {
            // RFC 8216, 4.3.3.1: it is required
            throw new PlaylistException("no " + TARGETDURATION + " (expected: a media playlist has one)");
        }
        return new HlsMedia(target, mediaSequence, discontinuitySequence, type, ended, independentSegments, segments);
    }

    private void tag(HlsLine line) throws PlaylistException {
        switch (line.tag()) {
            case TARGETDURATION -> targetDuration = target(line);
            case "#EXT-X-MEDIA-SEQUENCE" -> mediaSequence = sequence(line);
            case "#EXT-X-DISCONTINUITY-SEQUENCE" -> discontinuitySequence = line.integer(line.value(), MAX_SEQUENCE);
            case "#EXT-X-PLAYLIST-TYPE" -> type = type(line);
            case "#EXT-X-ENDLIST" -> ended = true;
            case "#EXT-X-INDEPENDENT-SEGMENTS" -> independentSegments = true;
            case "#EXT-X-I-FRAMES-ONLY" ->
                throw line.wrong("keyframes only", "a playlist with all frames; name that one");
            case "#EXTINF" -> info = line;
            case "#EXT-X-BYTERANGE" -> byteRange = line;
            case "#EXT-X-DISCONTINUITY" -> discontinuity = true;
            case "#EXT-X-GAP" -> gap = true;
            case "#EXT-X-PROGRAM-DATE-TIME" -> moment = moment(line.value());
            case "#EXT-X-KEY" -> key(line);
            case "#EXT-X-MAP" -> map = Optional.of(map(line));
            default -> {
                // RFC 8216, 6.3.1: what is not known is ignored
            }
        }
    }

    /** A whole number by the letter (4.3.3.1); fractions are rounded up. */
    private static Duration target(HlsLine line) throws PlaylistException {
        long micros = line.micros(line.value());
        long seconds = Math.max(1, (micros + 999_999) / 1_000_000);
        if (seconds > MAX_TARGET_SECONDS) {
            throw line.wrong(seconds + " s", "at most " + MAX_TARGET_SECONDS + " s");
        }
        return Duration.ofSeconds(seconds);
    }

    private long sequence(HlsLine line) throws PlaylistException {
        if (!segments.isEmpty()) {
            // RFC 8216, 4.3.3.2
            throw line.wrong("behind a segment", "before the first one");
        }
        return line.integer(line.value(), MAX_SEQUENCE);
    }

    private static Optional<HlsMedia.Type> type(HlsLine line) throws PlaylistException {
        return switch (line.value()) {
            case "EVENT" -> Optional.of(HlsMedia.Type.EVENT);
            case "VOD" -> Optional.of(HlsMedia.Type.VOD);
            default -> throw line.wrong("\"" + HlsLine.shown(line.value()) + "\"", "EVENT or VOD");
        };
    }

    /** Only shown and never reckoned with: what cannot be read is as good as absent. */
    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, MOMENT).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void key(HlsLine line) throws PlaylistException {
        HlsAttributes attributes = HlsAttributes.of(line);
        String method = attributes.required("METHOD");
        switch (method) {
            case "NONE" -> {
                key = Optional.empty();
                foreignKey = null;
            }
            case "AES-128" -> {
                // RFC 8216, 4.3.2.4: one segment may have keys in several formats; identity is that of everybody
                if (attributes.text("KEYFORMAT").orElse("identity").equals("identity")) {
                    key = Optional.of(new HlsKey(line.uri(base, attributes.required("URI")), vector(line, attributes)));
                } else {
                    foreignKey = line;
                }
            }
            default ->
                throw line.wrong(
                        "METHOD=" + HlsLine.shown(method),
                        "NONE or AES-128; samples that are encrypted, and DRM, cannot be broadcast by Ringcast");
        }
    }

    private static Optional<BigInteger> vector(HlsLine line, HlsAttributes attributes) throws PlaylistException {
        Optional<String> text = attributes.text("IV");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!VECTOR.matcher(text.get()).matches()) {
            throw line.wrong("IV=" + HlsLine.shown(text.get()), "0x and up to 32 hexadecimal digits");
        }
        return Optional.of(new BigInteger(text.get().substring(2), HEX));
    }

    private HlsMap map(HlsLine line) throws PlaylistException {
        HlsAttributes attributes = HlsAttributes.of(line);
        Optional<String> part = attributes.text("BYTERANGE");
        URI uri = line.uri(base, attributes.required("URI"));
        return new HlsMap(uri, part.isPresent() ? Optional.of(range(line, part.get(), 0)) : Optional.empty(), key);
    }

    private void segment(HlsLine line) throws PlaylistException {
        HlsLine described = info;
        if (described == null) {
            // RFC 8216, 4.3.2.1: each segment has one
            throw line.wrong(
                    "\"" + HlsLine.shown(line.value()) + "\" without #EXTINF", "its duration in the line before");
        }
        if (segments.size() >= HlsParser.MAX_SEGMENTS) {
            throw line.wrong("one more segment than " + HlsParser.MAX_SEGMENTS, "at most that many");
        }
        if (key.isEmpty() && foreignKey != null) {
            throw foreignKey.wrong("only a key of another KEYFORMAT", "one of the format identity");
        }
        int comma = described.value().indexOf(',');
        String seconds = comma < 0 ? described.value() : described.value().substring(0, comma);
        long micros = Math.min(MAX_SEGMENT_MICROS, described.micros(seconds.strip()));
        segments.add(new HlsSegment(
                mediaSequence + segments.size(),
                base,
                line.value(),
                Duration.of(micros, ChronoUnit.MICROS),
                comma < 0 ? Optional.empty() : M3uLines.clean(described.value().substring(comma + 1)),
                range(line),
                key,
                map,
                discontinuity,
                gap,
                moment));
        info = null;
        discontinuity = false;
        gap = false;
        moment = Optional.empty();
    }

    /** The part of its resource that the segment in {@code line} is; without an offset it begins where the one before ended. */
    private Optional<HlsRange> range(HlsLine line) throws PlaylistException {
        HlsLine described = byteRange;
        byteRange = null;
        if (described == null) {
            lastEnd = -1;
            return Optional.empty();
        }
        long implied = line.value().equals(lastReference) ? lastEnd : -1;
        HlsRange range = range(described, described.value(), implied);
        lastReference = line.value();
        lastEnd = range.end();
        return Optional.of(range);
    }

    /** {@code length[@offset]}; {@code implied} is the offset when it says none, below 0 if there must be one. */
    private static HlsRange range(HlsLine line, String text, long implied) throws PlaylistException {
        int at = text.indexOf('@');
        long length = line.integer(at < 0 ? text : text.substring(0, at), HlsRange.MAX);
        long offset = at < 0 ? implied : line.integer(text.substring(at + 1), HlsRange.MAX);
        if (offset < 0 || offset > HlsRange.MAX) {
            // RFC 8216, 4.3.2.2: then the segment before must be a part of the same resource
            throw line.wrong("no offset, and no part of the same resource before it", "length@offset");
        }
        if (length == 0) {
            throw line.wrong("0 bytes", "at least one");
        }
        return new HlsRange(offset, length);
    }
}
