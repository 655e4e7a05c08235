package io.ringcast.daemon.source.file;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.playlist.Playlist;
import io.ringcast.protocol.playlist.PlaylistException;
import io.ringcast.protocol.playlist.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a path stands for: itself, the files of a directory in natural order, all that a pattern matches, or what a playlist
 * names. Reads disks, and so runs on the executor. Immutable.
 */
final class FileListing {

    /** Why there is nothing to play. */
    static final class Empty extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient InputFailure failure;

        Empty(String detail) {
            super(detail, null, false, false);
            this.failure = InputFailure.lasting(Reason.FILE, detail);
        }

        InputFailure failure() {
            return failure;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(FileListing.class);

    private static final int MAX_FILES = 100_000;
    private static final int MAX_DEPTH = 16;
    private static final Comparator<Path> ORDER = Comparator.comparing(Path::toString, new NaturalOrder());
    private static final Set<String> NETWORK = Set.of("http", "https");

    private final Path path;

    FileListing(Path path) {
        this.path = path;
    }

    /** What is to be played now. */
    List<ListedItem> list() throws Empty {
        List<ListedItem> found = new ArrayList<>();
        for (Path file : files()) {
            if (FileNames.isPlaylist(file)) {
                unfold(file, 1, found);
            } else {
                found.add(new ListedItem.OfDisk(file, Optional.empty()));
            }
        }
        if (found.isEmpty()) {
            throw new Empty(path + ": nothing to play (expected: at least one file or URL)");
        }
        return found;
    }

    private List<Path> files() throws Empty {
        try {
            if (Files.isDirectory(path)) {
                try (Stream<Path> all = Files.list(path)) {
                    return playable(
                            all,
                            "no file to play in this directory (expected: media; directories in it are not"
                                    + " entered, write " + path.resolve("**") + " for all)");
                }
            }
            if (Files.exists(path) || !isPattern(path.toString())) {
                return List.of(path);
            }
            return matching();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new Empty(path + ": " + e + " (expected: a directory that may be read)");
        }
    }

    private List<Path> playable(Stream<Path> all, String none) throws Empty {
        List<Path> files = all.limit(MAX_FILES)
                .filter(FileNames::isPlayable)
                .filter(Files::isRegularFile)
                .sorted(ORDER)
                .toList();
        if (files.isEmpty()) {
            throw new Empty(path + ": " + none);
        }
        return files;
    }

    /** Walks from the last directory before the first wildcard. */
    private List<Path> matching() throws IOException, Empty {
        Path base = path;
        while (isPattern(base.toString())) {
            base = base.getParent() == null ? Path.of("/") : base.getParent();
        }
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
        } catch (PatternSyntaxException e) {
            throw new Empty(path + ": no pattern (" + e.getDescription() + "; expected: such as /media/*.ts)");
        }
        int depth = path.toString().contains("**") ? MAX_DEPTH : path.getNameCount() - base.getNameCount();
        if (!Files.isDirectory(base)) {
            throw new Empty(base + ": no such directory (expected: one, for the pattern " + path + ")");
        }
        try (Stream<Path> all = Files.walk(base, depth)) {
            return playable(all.filter(matcher::matches), "no file matches (expected: at least one)");
        }
    }

    private void unfold(Path file, int depth, List<ListedItem> found) throws Empty {
        if (depth > Playlist.MAX_DEPTH) {
            throw new Empty(file + ": playlists nested deeper than " + Playlist.MAX_DEPTH
                    + " (expected: fewer, and none that names itself)");
        }
        for (Playlist.Entry entry : read(file).entries()) {
            if (found.size() >= Playlist.MAX_ENTRIES) {
                return;
            }
            String scheme = Reference.scheme(entry.reference());
            if (NETWORK.contains(scheme)) {
                found.add(new ListedItem.OfNetwork(entry.reference(), entry.title()));
                continue;
            }
            try {
                Path named = scheme.equals("file")
                        ? Path.of(URI.create(entry.reference()).getPath())
                        : file.resolveSibling(entry.reference());
                if (!scheme.isEmpty() && !scheme.equals("file")) {
                    log.warn(
                            "event=item-skipped list=\"{}\" detail=\"{}: cannot be played from a list (expected: a file,"
                                    + " http or https)\"",
                            file,
                            entry.reference());
                } else if (FileNames.isPlaylist(named)) {
                    unfold(named, depth + 1, found);
                } else {
                    found.add(new ListedItem.OfDisk(named, entry.title()));
                }
            } catch (IllegalArgumentException | NullPointerException e) {
                log.warn("event=item-skipped list=\"{}\" detail=\"an entry that is no path or URL\"", file);
            }
        }
    }

    private static Playlist read(Path file) throws Empty {
        try (InputStream in = Files.newInputStream(file)) {
            Playlist playlist = Playlist.parse(in.readNBytes(Playlist.MAX_BYTES + 1));
            if (playlist.kind() == Playlist.Kind.HLS) {
                throw new Empty(file + ": an HLS playlist (expected: M3U or PLS; give HLS by its http URL)");
            }
            return playlist;
        } catch (PlaylistException e) {
            throw new Empty(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new Empty(FileFailures.detail(file, e));
        }
    }

    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }
}
