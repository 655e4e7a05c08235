package io.ringcast.client.cli;

import io.ringcast.client.ListenPosition;
import io.ringcast.client.ListenWatch;
import io.ringcast.client.cli.LagMeter.Lag;
import io.ringcast.protocol.live.LivePlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Says on standard error what happens to a stream that is listened to, and how far it has come: for how long, how much, how fast, how far
 * behind the live edge, and when it ends if that is known. Used by the thread that listens.
 */
class ListenReport implements ListenWatch, AutoCloseable {

    private final PrintWriter err;
    private final boolean events;
    private final ProgressLine line;
    private final LagMeter lag;
    private final Optional<Duration> limit;
    private final long startedNanos = System.nanoTime();
    private Optional<Long> length = Optional.empty();
    private long bytes;
    private long shownBytes;
    private long shownNanos = startedNanos;

    /**
     * @param events whether cuts and gaps are said
     * @param lag asks only if there is a line to show it on
     * @param limit how long is listened
     */
    ListenReport(PrintWriter err, boolean events, ProgressLine line, LagMeter lag, Optional<Duration> limit) {
        this.err = err;
        this.events = events;
        this.line = line;
        this.lag = lag;
        this.limit = limit;
        if (line.isShown()) {
            lag.start();
        }
    }

    @Override
    public void onBegun(URI stream, Optional<LivePlace> place) throws IOException {
        length = Optional.empty();
        lag.onStream(stream);
    }

    @Override
    public void onLength(long whole) {
        length = Optional.of(bytes + whole);
    }

    @Override
    public void onBytes(int count, Optional<ListenPosition> next) {
        bytes += count;
        lag.onPosition(next);
        long now = System.nanoTime();
        if (line.isDue(now)) {
            double rate = (bytes - shownBytes) * 8e9 / (now - shownNanos);
            double seconds = (now - startedNanos) / 1e9;
            line.show(text(seconds, bytes, rate, lag.lag(), left(seconds)), now);
            shownBytes = bytes;
            shownNanos = now;
        }
    }

    @Override
    public void onCut(URI stream, String why, Duration wait) {
        say(stream.getAuthority() + ": " + why + "; trying again"
                + (wait.toMillis() < 1000 ? "" : " in " + Quantity.seconds(wait.toMillis() / 1e3)));
    }

    @Override
    public void onResumed(URI stream, ListenPosition at) {
        lag.onStream(stream);
        say(stream.getAuthority() + ": goes on at byte " + at.offset());
    }

    @Override
    public void onGap(String why) {
        say("gap: " + why);
    }

    /** Ends the line of progress. */
    @Override
    public void close() {
        lag.close();
        line.end();
    }

    static String text(double seconds, long bytes, double rate, Optional<Lag> lag, Optional<Double> left) {
        StringBuilder text = new StringBuilder(Quantity.seconds(seconds))
                .append("  ")
                .append(Quantity.bytes(bytes))
                .append("  ")
                .append(Quantity.bitRate(rate));
        lag.ifPresent(behind -> text.append("  lag ")
                .append(behind.seconds().map(Quantity::seconds).orElseGet(() -> Quantity.bytes(behind.bytes()))));
        left.ifPresent(rest -> text.append("  ends in ").append(Quantity.seconds(rest)));
        return text.toString();
    }

    /** Until what ends first, the time that was given or what the server has. */
    private Optional<Double> left(double seconds) {
        Optional<Double> byTime = limit.map(time -> Math.max(0, time.toMillis() / 1e3 - seconds));
        Optional<Double> byLength = length.map(whole -> seconds * Math.max(0, whole - bytes) / bytes);
        return byTime.map(time -> Math.min(time, byLength.orElse(time))).or(() -> byLength);
    }

    private void say(String what) {
        if (events) {
            line.end();
            err.println("ringcast: " + what);
        }
    }
}
