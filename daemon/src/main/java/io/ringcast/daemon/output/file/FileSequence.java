package io.ringcast.daemon.output.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a stream as one file after the other. {@link #begin} belongs to the event loop and says, ahead of the bytes, where the next
 * file begins; all else to the thread that writes. Positions count the bytes that were given, preambles left out.
 *
 * <pre>
 *   given    ├───────────────┬──────────────────────┬─────────
 *   begins   ▲ at 0          ▲ at 700,000           ▲ at 1,912,000
 *   files    [preamble│ … ]  [preamble│ …         ] [preamble│ …
 * </pre>
 */
final class FileSequence extends OutputStream {

    private static final Logger log = LoggerFactory.getLogger(FileSequence.class);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String who;
    private final Settings settings;
    private final LongSupplier nanos;
    private final Progress progress;
    private final Queue<Begin> begins = new ConcurrentLinkedQueue<>();

    private long position;
    private @Nullable Begin begin;
    private @Nullable Recording current;
    private boolean recovered;
    private long lookedNanos;
    private long sweptNanos;

    /**
     * The beginning of a file.
     *
     * @param position bytes that were given before it
     * @param offset ring offset of its first byte
     * @param time when that was published
     * @param preamble bytes that go before it, possibly none; nobody changes the array
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Begin(long position, long offset, Instant time, byte[] preamble) {}

    /**
     * What it writes with.
     *
     * @param written the files that this daemon is writing, shared by all recorders; thread-safe
     */
    record Settings(
            NamePattern pattern,
            ZoneId zone,
            Disk disk,
            Recordings recordings,
            Retention retention,
            Set<Path> written) {}

    /** Told of what has become of the bytes; called on the thread that writes. */
    interface Progress {

        void onBegun(Path file);

        /** All bytes before {@code offset} of the ring, as far as they were given, are in files. */
        void onWritten(long offset);

        void onFinished(Path file);
    }

    /** @param who the recorder, for the log */
    FileSequence(String who, Settings settings, LongSupplier nanos, Progress progress) {
        this.who = who;
        this.settings = settings;
        this.nanos = nanos;
        this.progress = progress;
    }

    /** A file begins there; before the bytes behind it are given. */
    void begin(Begin at) {
        begins.add(at);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            Begin next = begins.peek();
            if (next != null && next.position == position) {
                begins.remove();
                cut();
                open(next);
                continue;
            }
            int count = next == null ? length - done : (int) Math.min(length - done, next.position - position);
            put(bytes, from + done, count);
            done += count;
        }
    }

    /** Once the queue is empty. */
    @Override
    public void flush() throws IOException {
        if (current != null) {
            look(current);
        }
    }

    /** What is being written is whole, or as whole as it gets. */
    @Override
    public void close() throws IOException {
        cut();
    }

    private void put(byte[] bytes, int from, int count) throws IOException {
        Recording to = current;
        Begin at = begin;
        if (to == null || at == null) {
            throw new IllegalStateException("position: " + position + " (expected: behind the beginning of a file)");
        }
        to.write(ByteBuffer.wrap(bytes, from, count));
        position += count;
        progress.onWritten(at.offset + position - at.position);
        look(to);
    }

    private void open(Begin at) throws IOException {
        if (!recovered) {
            Leftovers.recover(who, settings.recordings, settings.written);
            recovered = true;
        }
        settings.retention.sweep(0);
        Recording opened =
                Recording.create(settings.disk, settings.pattern, at.time.atZone(settings.zone), settings.written);
        current = opened;
        begin = at;
        lookedNanos = nanos.getAsLong();
        sweptNanos = lookedNanos;
        settings.retention.requireFree(0);
        if (at.preamble.length > 0) {
            opened.write(ByteBuffer.wrap(at.preamble));
        }
        progress.onBegun(opened.path());
    }

    /** What may go wrong while a file is long, and what comes to be too much. */
    private void look(Recording writing) throws IOException {
        long now = nanos.getAsLong();
        if (now - lookedNanos < LOOK_NANOS) {
            return;
        }
        lookedNanos = now;
        writing.requireThere();
        settings.retention.requireFree(writing.bytes());
        if (now - sweptNanos >= SWEEP_NANOS) {
            sweptNanos = now;
            settings.retention.sweep(writing.bytes());
        }
    }

    private void cut() throws IOException {
        Recording whole = current;
        current = null;
        if (whole == null) {
            return;
        }
        if (whole.bytes() == 0) {
            whole.discard();
            return;
        }
        Path file = whole.finish();
        progress.onFinished(file);
        log.info("{} event=recorded file={} bytes={}", who, file, whole.bytes());
    }
}
