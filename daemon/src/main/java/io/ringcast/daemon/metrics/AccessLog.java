package io.ringcast.daemon.metrics;

import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line into a file for each listener who asked for something and has ended. A thread of its own writes; event loops only put records
 * into its queue, and what does not fit is dropped and counted. Thread-safe.
 */
public final class AccessLog implements FanoutObserver, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    /** Records that wait. */
    private static final int QUEUE = 8_192;

    private static final long POLL_MILLIS = 250;
    private static final long CLOSE_MILLIS = 3_000;

    /** How long a file that could not be written to is left alone. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path file;
    private final boolean truncated;
    private final ZoneId zone;
    private final BlockingQueue<ListenerEnd> queue;
    private final LongAdder dropped = new LongAdder();
    private final Thread thread = new Thread(this::run, "access-log");

    private volatile boolean reopen;
    private volatile boolean closing;

    /** Owned by the thread that opens it, then by the one that writes. */
    private @Nullable BufferedWriter out;

    private long failedNanos;
    private boolean failing;

    /**
     * @param truncated whether only the networks of addresses are written: 24 bits of IPv4, 48 of IPv6
     * @param zone in which times are written
     */
    public AccessLog(Path file, boolean truncated, ZoneId zone) {
        this(file, truncated, zone, QUEUE);
    }

    AccessLog(Path file, boolean truncated, ZoneId zone, int queue) {
        this.file = file;
        this.truncated = truncated;
        this.zone = zone;
        this.queue = new ArrayBlockingQueue<>(queue);
        thread.setDaemon(true);
    }

    /**
     * Opens the file, and the directories that lead to it, and begins to write.
     *
     * @throws IOException if it cannot be written to
     */
    public void start() throws IOException {
        out = open();
        thread.start();
    }

    /** Opens it anew before the next line: somebody has moved it away. Any thread. */
    public void reopen() {
        reopen = true;
    }

    /** Lines that were not written, because the queue was full or the file could not be written to. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void onEnded(ListenerEnd end) {
        if (!end.listener().asked().line().isEmpty() && !queue.offer(end)) {
            dropped.increment();
        }
    }

    /** Writes what waits, and closes. */
    @Override
    public void close() {
        closing = true;
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onJoined(OutputAccount account, long waitedNanos) {
        // Its end is written.
    }

    @Override
    public void onLag(OutputAccount account, long lagNanos) {
        // A figure.
    }

    @Override
    public void onRefused(OutputAccount account, Refusal reason) {
        // It never was a listener.
    }

    @Override
    public void onOverrun(long waitedNanos) {
        // A figure.
    }

    @Override
    public void onStretched(int factor, double share) {
        // A figure.
    }

    private void run() {
        while (true) {
            // Looked at before the queue: what ended before the end is in the queue by then.
            boolean last = closing;
            ListenerEnd end = next();
            if (reopen) {
                reopen = false;
                release();
                openAnew();
            }
            if (end != null) {
                write(end);
            } else if (last) {
                release();
                return;
            }
        }
    }

    private @Nullable ListenerEnd next() {
        try {
            return queue.poll(closing ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing = true;
            return null;
        }
    }

    private void write(ListenerEnd end) {
        if (failing && System.nanoTime() - failedNanos < REST_NANOS) {
            dropped.increment();
            return;
        }
        try {
            BufferedWriter to = out;
            if (to == null) {
                to = open();
                out = to;
            }
            to.write(AccessLine.of(end, zone, truncated));
            to.write('\n');
            if (queue.isEmpty()) {
                to.flush();
            }
            if (failing) {
                failing = false;
                log.info("event=access-log-writes file={} dropped={}", file, dropped.sum());
            }
        } catch (IOException e) {
            dropped.increment();
            failed(e);
        }
    }

    private void openAnew() {
        try {
            out = open();
            failing = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException why) {
        if (!failing) {
            log.warn("event=access-log-fails file={} detail=\"{}\"", file, why.toString());
        }
        failing = true;
        failedNanos = System.nanoTime();
        release();
    }

    private BufferedWriter open() throws IOException {
        Path directory = file.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        return Files.newBufferedWriter(
                file, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void release() {
        BufferedWriter old = out;
        out = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException e) {
                log.warn("event=access-log-fails file={} detail=\"{}\"", file, e.toString());
            }
        }
    }
}
