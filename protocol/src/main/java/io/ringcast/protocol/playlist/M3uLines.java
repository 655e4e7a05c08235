package io.ringcast.protocol.playlist;

import io.ringcast.protocol.playlist.Playlist.Entry;
import io.ringcast.protocol.playlist.Playlist.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads M3U: one reference in a line, {@code #EXTINF:seconds attributes,title} before it. */
final class M3uLines {

    private static final String EXTINF = "#extinf:";

    /**
     * Tags of RFC 8216, 4.3.2 to 4.3.4, that mean nothing but HLS. A playlist of it holds at least one of them; lists for IPTV have tags of
     * their makers that only begin alike ({@code #EXT-X-APP}), and some carry {@code #EXT-X-VERSION} for no reason.
     */
    private static final Set<String> HLS_TAGS = Set.of(
            "#ext-x-targetduration",
            "#ext-x-media-sequence",
            "#ext-x-discontinuity-sequence",
            "#ext-x-endlist",
            "#ext-x-i-frames-only",
            "#ext-x-byterange",
            "#ext-x-key",
            "#ext-x-map",
            "#ext-x-media",
            "#ext-x-stream-inf",
            "#ext-x-i-frame-stream-inf");

    private static final int MAX_TITLE = 300;

    private M3uLines() {}

    static Playlist playlist(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        Optional<String> title = Optional.empty();
        for (String line : lines) {
            if (isHls(line)) {
                return new Playlist(Kind.HLS, List.of());
            }
            if (startsWith(line, EXTINF)) {
                title = title(line);
            } else if (!line.startsWith("#") && entries.size() < Playlist.MAX_ENTRIES) {
                entries.add(new Entry(line, title));
                title = Optional.empty();
            }
        }
        return new Playlist(Kind.M3U, entries);
    }

    /** Cut to what fits everywhere, without control characters; empty when nothing is left. */
    static Optional<String> clean(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        String cut = clean.length() > MAX_TITLE ? clean.substring(0, MAX_TITLE) : clean;
        return cut.isEmpty() ? Optional.empty() : Optional.of(cut);
    }

    /** What stands behind the first comma that is in no quotes: the attributes of IPTV lists may hold commas. */
    private static Optional<String> title(String line) {
        boolean quoted = false;
        for (int i = EXTINF.length(); i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return clean(line.substring(i + 1));
            }
        }
        return Optional.empty();
    }

    private static boolean isHls(String line) {
        int colon = line.indexOf(':');
        String tag = colon < 0 ? line : line.substring(0, colon);
        return tag.startsWith("#") && HLS_TAGS.contains(tag.strip().toLowerCase(Locale.ROOT));
    }

    private static boolean startsWith(String line, String lowerCase) {
        return line.length() >= lowerCase.length()
                && line.substring(0, lowerCase.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(lowerCase);
    }
}
