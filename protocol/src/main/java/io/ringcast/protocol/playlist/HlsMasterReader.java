package io.ringcast.protocol.playlist;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a master playlist (RFC 8216, 4.3.4). Used once. */
final class HlsMasterReader {

    static final String STREAM_INF = "#EXT-X-STREAM-INF";
    private static final String MEDIA = "#EXT-X-MEDIA";

    private final URI base;
    private final List<HlsVariant> variants = new ArrayList<>();
    private final List<HlsRendition> renditions = new ArrayList<>();
    private @Nullable HlsLine pending;

    HlsMasterReader(URI base) {
        this.base = base;
    }

    HlsMaster read(List<HlsLine> lines) throws PlaylistException {
        for (HlsLine line : lines) {
            if (line.isReference()) {
                reference(line);
            } else {
                tag(line);
            }
        }
        if (pending != null) {
            throw pending.wrong("no URL behind it", "the URL of its media playlist in the next line");
        }
        return new HlsMaster(variants, renditions);
    }

    private void tag(HlsLine line) throws PlaylistException {
        switch (line.tag()) {
            case STREAM_INF -> pending = line;
            case MEDIA -> rendition(line);
            case "#EXTINF", HlsMediaReader.TARGETDURATION ->
                // RFC 8216, 4.3: a playlist is one or the other
                throw line.wrong("a segment in a master playlist", "segments in media playlists only");
            default -> {
                // RFC 8216, 6.3.1
            }
        }
    }

    /** A reference without {@code EXT-X-STREAM-INF} before it is not a variant, and not asked for. */
    private void reference(HlsLine line) throws PlaylistException {
        HlsLine described = pending;
        if (described == null) {
            return;
        }
        pending = null;
        limit(line, variants.size());
        HlsAttributes attributes = HlsAttributes.of(described);
        Optional<String> average = attributes.text("AVERAGE-BANDWIDTH");
        variants.add(new HlsVariant(
                line.uri(base, line.value()),
                described.integer(attributes.required("BANDWIDTH"), Long.MAX_VALUE),
                average.isPresent()
                        ? OptionalLong.of(described.integer(average.get(), Long.MAX_VALUE))
                        : OptionalLong.empty(),
                attributes.text("CODECS"),
                attributes.text("RESOLUTION"),
                attributes.text("AUDIO")));
    }

    private void rendition(HlsLine line) throws PlaylistException {
        limit(line, renditions.size());
        HlsAttributes attributes = HlsAttributes.of(line);
        Optional<String> reference = attributes.text("URI");
        renditions.add(new HlsRendition(
                attributes.required("TYPE"),
                attributes.required("GROUP-ID"),
                attributes.text("NAME").orElse(""),
                attributes.text("LANGUAGE"),
                reference.isPresent() ? Optional.of(line.uri(base, reference.get())) : Optional.empty(),
                attributes.flag("DEFAULT")));
    }

    private static void limit(HlsLine line, int count) throws PlaylistException {
        if (count >= HlsParser.MAX_VARIANTS) {
            throw line.wrong("one more than " + HlsParser.MAX_VARIANTS, "at most that many variants and renditions");
        }
    }
}
