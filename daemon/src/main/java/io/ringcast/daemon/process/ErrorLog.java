package io.ringcast.daemon.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Brings a child's stderr to the log, line by line. Reads on, whatever comes, so that a talkative child never waits for its log; lines beyond
 * a rate are counted and summed up. Runs on a thread of its own.
 */
final class ErrorLog implements Runnable {

    /** Lines that may come at once, and as many a second later again. */
    static final int LINES_A_SECOND = 20;

    /** Bytes of a line that are kept, before what must not be shown is taken out. */
    private static final int LINE_BYTES = 4 * Masked.MOST;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final InputStream in;
    private final ChildCommand command;
    private final long pid;
    private final Logger log;
    private final LongSupplier nanos;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private long secondBegan;
    private int linesOfSecond;
    private long left;
    private volatile String last = "";

    ErrorLog(InputStream in, ChildCommand command, long pid, Logger log, LongSupplier nanos) {
        this.in = in;
        this.command = command;
        this.pid = pid;
        this.log = log;
        this.nanos = nanos;
        this.secondBegan = nanos.getAsLong();
    }

    /** The last line that was not empty. Any thread. */
    String lastLine() {
        return last;
    }

    @Override
    public void run() {
        byte[] piece = new byte[8192];
        try (in) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                for (int i = 0; i < n; i++) {
                    take(piece[i]);
                }
            }
        } catch (IOException e) {
            // Its pipe was closed with it: there is no more to come.
        }
        flush();
        sumUp();
    }

    private void take(byte b) {
        // ffmpeg ends its progress lines with a carriage return.
        if (b == '\n' || b == '\r') {
            flush();
        } else if (line.size() < LINE_BYTES) {
            line.write(b);
        }
    }

    private void flush() {
        String text = Masked.line(line.toString(StandardCharsets.UTF_8));
        line.reset();
        if (text.isEmpty()) {
            return;
        }
        last = text;
        long now = nanos.getAsLong();
        if (now - secondBegan >= SECOND) {
            sumUp();
            secondBegan = now;
            linesOfSecond = 0;
        }
        if (linesOfSecond < LINES_A_SECOND) {
            linesOfSecond++;
            log.info("{} child={} pid={} says=\"{}\"", command.owner(), command.program(), pid, text);
        } else {
            left++;
        }
    }

    private void sumUp() {
        if (left > 0) {
            log.info(
                    "{} child={} pid={} event=said-more lines={} last=\"{}\"",
                    command.owner(),
                    command.program(),
                    pid,
                    left,
                    last);
            left = 0;
        }
    }
}
