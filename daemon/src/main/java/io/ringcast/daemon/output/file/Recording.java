package io.ringcast.daemon.output.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * One file that is being written: {@code NAME.part} until it is whole, then {@code NAME}. What is there is never written over. For a
 * recorder's own thread.
 */
final class Recording implements Closeable {

    /** Written between two syncs, so that the last one, at the cut, takes little time, and a crash of the host little of the file. */
    private static final long SYNC_BYTES = 8L << 20;

    private static final int MOST_NUMBERS = 9_999;

    private final Path path;
    private final Path part;
    private final Disk.OpenFile file;
    private final Set<Path> written;
    private long bytes;
    private long synced;

    private Recording(Path path, Path part, Disk.OpenFile file, Set<Path> written) {
        this.path = path;
        this.part = part;
        this.file = file;
        this.written = written;
    }

    /**
     * Begins the file whose first byte is of {@code time}, by the first number with which its name is free.
     *
     * @param written the files that this daemon is writing, which it is added to; thread-safe
     */
    static Recording create(Disk disk, NamePattern pattern, ZonedDateTime time, Set<Path> written) throws IOException {
        for (int number = 0; number <= MOST_NUMBERS; number++) {
            Path path = pattern.path(time, number);
            Path part = NamePattern.part(path);
            if (isThere(path) || !written.add(part)) {
                continue;
            }
            boolean made = false;
            try {
                Disk.OpenFile file = disk.create(part);
                made = true;
                return new Recording(path, part, file, written);
            } catch (FileAlreadyExistsException e) {
                if (!isThere(part)) {
                    throw e;
                }
                // Somebody else's, or what was left behind: the next number.
            } finally {
                if (!made) {
                    written.remove(part);
                }
            }
        }
        throw new IOException(pattern.path(time, 0) + ": " + MOST_NUMBERS
                + " files have this name (expected: a pattern with more of the time in it, such as %S)");
    }

    Path path() {
        return path;
    }

    /** Bytes in it, the preamble included. */
    long bytes() {
        return bytes;
    }

    void write(ByteBuffer more) throws IOException {
        int count = more.remaining();
        try {
            file.write(more);
            bytes += count;
            if (bytes - synced >= SYNC_BYTES) {
                file.sync();
                synced = bytes;
            }
        } catch (IOException e) {
            // What the system says of a write names no file.
            FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    /**
     * Looks whether what is written still has a name, and so will be found.
     *
     * @throws NoSuchFileException if it has none
     */
    void requireThere() throws IOException {
        if (!isThere(part)) {
            throw new NoSuchFileException(part.toString());
        }
    }

    /**
     * It is whole: brings it to the disk and gives it its name.
     *
     * @return the name
     */
    Path finish() throws IOException {
        try {
            try (file) {
                file.sync();
            }
            return named(part, path);
        } finally {
            // Not before it has its name: whoever looks for what was left behind would take it.
            written.remove(part);
        }
    }

    /** It has no more and stays what it is called. */
    @Override
    public void close() throws IOException {
        written.remove(part);
        file.close();
    }

    /** There is nothing in it. */
    void discard() throws IOException {
        close();
        Files.deleteIfExists(part);
    }

    /** Gives {@code part} the name {@code path}, or that with the next number that is free. */
    static Path named(Path part, Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.') <= 0 ? name.length() : name.lastIndexOf('.');
        for (int number = 0; number <= MOST_NUMBERS; number++) {
            Path to = number == 0
                    ? path
                    : path.resolveSibling(name.substring(0, dot) + "-" + number + name.substring(dot));
            try {
                // Without REPLACE_EXISTING: a name that is taken is an error.
                Files.move(part, to);
                syncDirectory(to);
                return to;
            } catch (FileAlreadyExistsException e) {
                // The next number.
            }
        }
        throw new FileAlreadyExistsException(path.toString());
    }

    private static void syncDirectory(Path file) {
        Path directory = file.getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system lets a directory be opened: then its name reaches the disk when the system likes.
        }
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
