package io.ringcast.daemon.output.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files that a pattern can have made, and nothing else: only what is found here is ever renamed or deleted. Below the directory that the
 * configuration names no symbolic link is followed. Blocks: for a recorder's own thread.
 */
final class Recordings {

    /** Directory entries looked at in one listing. */
    static final int MOST_ENTRIES = 100_000;

    private final NamePattern pattern;
    private final int mostEntries;

    /**
     * One file.
     *
     * @param path where it is
     * @param bytes its size
     * @param modified when it was last written to
     */
    record Entry(Path path, long bytes, Instant modified) {}

    /**
     * What is there.
     *
     * @param finished whole recordings, oldest first
     * @param parts what is being written, or was when a daemon was killed
     * @param complete whether all directory entries were looked at
     */
    record Listing(List<Entry> finished, List<Entry> parts, boolean complete) {}

    Recordings(NamePattern pattern) {
        this(pattern, MOST_ENTRIES);
    }

    Recordings(NamePattern pattern, int mostEntries) {
        this.pattern = pattern;
        this.mostEntries = mostEntries;
    }

    Listing list() throws IOException {
        Walk walk = new Walk();
        walk.directory(pattern.root(), 0);
        walk.finished.sort(Comparator.comparing(Entry::modified).thenComparing(Entry::path));
        return new Listing(walk.finished, walk.parts, walk.entries <= mostEntries);
    }

    /** Deletes a recording, and directories that the pattern made and that are empty now. */
    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        Path directory = file.getParent();
        for (int i = 0; i < pattern.directories().size() && directory != null; i++) {
            if (!isEmpty(directory)) {
                return;
            }
            Files.deleteIfExists(directory);
            directory = directory.getParent();
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    private final class Walk {

        private final List<Entry> finished = new ArrayList<>();
        private final List<Entry> parts = new ArrayList<>();
        private int entries;

        void directory(Path directory, int depth) throws IOException {
            List<Pattern> names = pattern.directories();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                for (Path path : stream) {
                    if (++entries > mostEntries) {
                        return;
                    }
                    String name = String.valueOf(path.getFileName());
                    if (depth < names.size()) {
                        if (names.get(depth).matcher(name).matches()
                                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                            directory(path, depth + 1);
                        }
                    } else {
                        file(path, name);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // Nothing was recorded yet, or it has just been deleted.
            } catch (java.nio.file.DirectoryIteratorException e) {
                throw e.getCause();
            }
        }

        private void file(Path path, String name) throws IOException {
            boolean part = name.endsWith(NamePattern.PART);
            String whole = part ? name.substring(0, name.length() - NamePattern.PART.length()) : name;
            if (!pattern.isName(whole)) {
                return;
            }
            try {
                BasicFileAttributes is =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (is.isRegularFile()) {
                    (part ? parts : finished)
                            .add(new Entry(
                                    path, is.size(), is.lastModifiedTime().toInstant()));
                }
            } catch (NoSuchFileException e) {
                // It has just been renamed or deleted.
            }
        }
    }
}
