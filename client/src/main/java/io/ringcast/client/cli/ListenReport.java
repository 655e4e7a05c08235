package io.ringcast.client.cli;

import io.ringcast.client.ListenPosition;
import io.ringcast.client.ListenWatch;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Says on standard error what happens to a stream that is listened to; on a terminal it also shows, on one line that is written over, for
 * how long, how much and how fast. Used by the thread that listens.
 */
class ListenReport implements ListenWatch {

    private static final long EVERY_NANOS = 500_000_000L;

    private final PrintWriter err;
    private final boolean events;
    private final boolean progress;
    private final long startedNanos = System.nanoTime();
    private long bytes;
    private long shownBytes;
    private long shownNanos = startedNanos;
    private boolean shown;

    /** @param progress whether a line of progress is wanted: only where it can be written over */
    ListenReport(PrintWriter err, boolean events, boolean progress) {
        this.err = err;
        this.events = events;
        this.progress = progress;
    }

    @Override
    public void onBytes(int count) {
        bytes += count;
        long now = System.nanoTime();
        if (progress && now - shownNanos >= EVERY_NANOS) {
            double rate = (bytes - shownBytes) * 8e9 / (now - shownNanos);
            err.printf(
                    Locale.ROOT,
                    "\r%s  %s  %s\u001b[K",
                    Quantity.seconds((now - startedNanos) / 1e9),
                    Quantity.bytes(bytes),
                    Quantity.bitRate(rate));
            err.flush();
            shownBytes = bytes;
            shownNanos = now;
            shown = true;
        }
    }

    @Override
    public void onCut(URI stream, String why, Duration wait) {
        say(stream.getAuthority() + ": " + why + "; trying again"
                + (wait.toMillis() < 1000 ? "" : " in " + Quantity.seconds(wait.toMillis() / 1e3)));
    }

    @Override
    public void onResumed(URI stream, ListenPosition at) {
        say(stream.getAuthority() + ": goes on at byte " + at.offset());
    }

    @Override
    public void onGap(String why) {
        say("gap: " + why);
    }

    /** Ends the line of progress. */
    void close() {
        if (shown) {
            err.println();
            shown = false;
        }
    }

    private void say(String what) {
        if (events) {
            close();
            err.println("ringcast: " + what);
        }
    }
}
