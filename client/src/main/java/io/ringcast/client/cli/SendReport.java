package io.ringcast.client.cli;

import io.ringcast.client.send.SendWatch;
import java.util.Locale;
import java.util.Optional;

/** How far a file that is sent has come: for how long, how much, how fast, and how long still. Used by the thread that sends. */
final class SendReport implements SendWatch {

    private final ProgressLine line;
    private final Optional<Long> size;
    private final long startedNanos;
    private long shownNanos;
    private long shownBytes;

    /** @param size of what is sent, where it is known: the end is guessed by it */
    SendReport(ProgressLine line, Optional<Long> size, long startedNanos) {
        this.line = line;
        this.size = size;
        this.startedNanos = startedNanos;
        this.shownNanos = startedNanos;
    }

    @Override
    public void onSent(long bytes) {
        long now = System.nanoTime();
        if (line.isDue(now)) {
            double rate = (bytes - shownBytes) * 8e9 / (now - shownNanos);
            line.show(line(bytes, (now - startedNanos) / 1e9, rate, size), now);
            shownNanos = now;
            shownBytes = bytes;
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
        line.end();
    }
}
