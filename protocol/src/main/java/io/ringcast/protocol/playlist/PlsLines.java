package io.ringcast.protocol.playlist;

import io.ringcast.protocol.playlist.Playlist.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PLS: {@code FileN=} and {@code TitleN=}, played in the order of their numbers. */
final class PlsLines {

    private static final Pattern FIELD =
            Pattern.compile("(file|title)([0-9]{1,6})\\s*=\\s*(.+)", Pattern.CASE_INSENSITIVE);

    private PlsLines() {}

    static boolean isHeader(String line) {
        return line.equalsIgnoreCase("[playlist]");
    }

    static List<Entry> entries(List<String> lines) {
        Map<Integer, String> files = new TreeMap<>();
        Map<Integer, String> titles = new TreeMap<>();
        for (String line : lines) {
            Matcher field = FIELD.matcher(line);
            if (field.matches()) {
                boolean file = field.group(1).equalsIgnoreCase("file");
                (file ? files : titles).put(Integer.valueOf(field.group(2)), field.group(3));
            }
        }
        return files.entrySet().stream()
                .limit(Playlist.MAX_ENTRIES)
                .map(file -> new Entry(
                        file.getValue(),
                        Optional.ofNullable(titles.get(file.getKey())).flatMap(M3uLines::clean)))
                .toList();
    }
}
