package io.ringcast.client.cli;

import io.ringcast.client.send.SendWatch;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** On a terminal, one line that is written over: for how long, how much, how fast, and how long still. Used by the thread that sends. */
final class SendReport implements SendWatch {

    private static final long EVERY_NANOS = 500_000_000L;

    private final PrintWriter err;
    private final boolean progress;
    private final Optional<Long> size;
    private final long startedNanos;
    private long shownNanos;
    private long shownBytes;
    private boolean shown;

    /** @param size of what is sent, where it is known: the end is guessed by it */
    SendReport(PrintWriter err, boolean progress, Optional<Long> size, long startedNanos) {
        this.err = err;
        this.progress = progress;
        this.size = size;
        this.startedNanos = startedNanos;
        this.shownNanos = startedNanos;
    }

    @Override
    public void onSent(long bytes) {
        long now = System.nanoTime();
        if (progress && now - shownNanos >= EVERY_NANOS) {
            double rate = (bytes - shownBytes) * 8e9 / (now - shownNanos);
            err.print("\r" + line(bytes, (now - startedNanos) / 1e9, rate, size) + "\u001b[K");
            err.flush();
            shownNanos = now;
            shownBytes = bytes;
            shown = true;
        }
    }

    static String line(long bytes, double seconds, double rate, Optional<Long> size) {
        String text = Quantity.seconds(seconds) + "  " + Quantity.bytes(bytes) + "  " + Quantity.bitRate(rate);
        return text
                + size.filter(whole -> whole > 0 && bytes > 0)
                        .map(whole -> String.format(Locale.ROOT, "  %d %%", Math.min(100, bytes * 100 / whole))
                                + "  ends in " + Quantity.seconds(seconds * Math.max(0, whole - bytes) / bytes))
                        .orElse("");
    }

    /** Ends the line. */
    void close() {
        if (shown) {
            err.println();
            shown = false;
        }
    }
}
