package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** An event loop whose time is moved by the test; everything runs on the test's thread. */
public final class ManualLoop implements AutoCloseable {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();

    public EventLoop loop() {
        return channel.eventLoop();
    }

    public Ticker ticker() {
        return ticker;
    }

    public InstantSource clock() {
        return () -> START.plusNanos(ticker.nanoTime());
    }

    /** Runs what is due now. */
    public void run() {
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** Moves the time forward, stopping at every timer on the way. */
    public void advance(Duration duration) {
        long left = duration.toNanos();
        run();
        while (left > 0) {
            long next = channel.runScheduledPendingTasks();
            long step = next < 0 ? left : Math.min(left, Math.max(1, next));
            ticker.advance(step, TimeUnit.NANOSECONDS);
            left -= step;
            run();
        }
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
