package io.ringcast.daemon.output.file;

import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.output.RecordingAccount;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the oldest recordings of a pattern by age, by their size together, and by what is free. For a recorder's own thread. */
final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final String who;
    private final Limits limits;
    private final Recordings recordings;
    private final Path root;
    private final Disk disk;
    private final InstantSource clock;
    private final RecordingAccount account;

    /**
     * How much is kept.
     *
     * @param age since it was last written to
     * @param size of all recordings together
     * @param free bytes of the file system that stay free
     */
    record Limits(Optional<Duration> age, Optional<DataSize> size, Optional<DataSize> free) {

        boolean any() {
            return age.isPresent() || size.isPresent() || free.isPresent();
        }
    }

    /** @param who the recorder, for the log */
    Retention(
            String who,
            Limits limits,
            NamePattern pattern,
            Recordings recordings,
            Disk disk,
            InstantSource clock,
            RecordingAccount account) {
        this.who = who;
        this.limits = limits;
        this.recordings = recordings;
        this.root = pattern.root();
        this.disk = disk;
        this.clock = clock;
        this.account = account;
    }

    /**
     * Deletes what is too much.
     *
     * @param writing bytes of the file that is being written, which counts and stays
     */
    void sweep(long writing) throws IOException {
        if (!limits.any()) {
            return;
        }
        Recordings.Listing listing = recordings.list();
        if (!listing.complete()) {
            log.warn(
                    "{} event=recordings-not-counted detail=\"more than {} directory entries below {}: what is kept may be more than"
                            + " configured; record into directories of their own, such as %Y/%m\"",
                    who, Recordings.MOST_ENTRIES, root);
        }
        Deque<Recordings.Entry> oldest = new ArrayDeque<>(listing.finished());
        long bytes = writing
                + listing.finished().stream().mapToLong(Recordings.Entry::bytes).sum();
        Instant now = clock.instant();
        while (!oldest.isEmpty()) {
            Recordings.Entry next = oldest.getFirst();
            Optional<String> why = why(next, bytes, now);
            if (why.isEmpty()) {
                return;
            }
            recordings.delete(next.path());
            oldest.removeFirst();
            bytes -= next.bytes();
            account.deleted();
            log.info("{} event=recording-deleted file={} bytes={} limit={}", who, next.path(), next.bytes(), why.get());
        }
    }

    /**
     * Makes room if less is free than shall be.
     *
     * @throws FileSystemException if there is none to be made
     */
    void requireFree(long writing) throws IOException {
        if (!isShort()) {
            return;
        }
        sweep(writing);
        if (isShort()) {
            throw new FileSystemException(
                    root.toString(),
                    null,
                    disk.usableBytes(root) + " bytes are free (expected: min-free = " + limits.free.orElseThrow()
                            + ", and no recording is left to delete)");
        }
    }

    private Optional<String> why(Recordings.Entry entry, long bytes, Instant now) throws IOException {
        if (limits.age.filter(age -> entry.modified().isBefore(now.minus(age))).isPresent()) {
            return Optional.of("keep");
        } else if (limits.size.filter(size -> bytes > size.bytes()).isPresent()) {
            return Optional.of("keep-size");
        }
        return isShort() ? Optional.of("min-free") : Optional.empty();
    }

    private boolean isShort() throws IOException {
        return limits.free.isPresent()
                && disk.usableBytes(root) < limits.free.get().bytes();
    }
}
