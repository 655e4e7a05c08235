package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.HealthSpec;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.Vitals.Finding;
import io.ringcast.protocol.container.Format;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a connected input gives is enough: some bytes within {@code stall}, and of a live one what the source asks for besides
 * ({@link Vitals}). Tells when it is in doubt, so that another may stand by, and when it is failing. All of it stands while the input is
 * held back, and begins anew with each attempt. Belongs to the source's event loop.
 */
final class InputWatch implements UnitCutter.Watch {

    /** Who decides what comes of it. */
    interface Judge {

        /** It is in doubt now, or ({@code false}) not any more. */
        void onDoubt(boolean doubt);

        /** It is failing. */
        void onFailing(InputFailure failure);
    }

    private static final long MAX_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Ticker ticker;
    private final SourceSettings settings;
    private final UnitCutter.Watch behind;
    private final Judge judge;
    private final StallWatch stall;
    private final long intervalNanos;

    private @Nullable Format format;
    private @Nullable Vitals vitals;
    private @Nullable Future<?> timer;
    /** Bytes since the last unit of which nothing came but garbage. */
    private long wastedBytes;

    private boolean live;
    private boolean paused;
    private boolean quiet;
    private boolean poor;
    private boolean told;

    /** @param behind is told of all that comes, too */
    InputWatch(EventLoop loop, Ticker ticker, SourceSettings settings, UnitCutter.Watch behind, Judge judge) {
        this.loop = loop;
        this.ticker = ticker;
        this.settings = settings;
        this.behind = behind;
        this.judge = judge;
        this.stall = new StallWatch(loop, ticker, settings.stall(), this::onQuiet, this::onStalled);
        this.intervalNanos = Math.min(MAX_INTERVAL, settings.health().badAfter().toNanos() / 10);
    }

    /** How long an input must be looked at until it is known to be good, nanoseconds. */
    long provingNanos() {
        HealthSpec health = settings.health();
        return live && health.takesTime() ? health.badAfter().toNanos() : 0;
    }

    /** A connection stands: all begins anew. {@code endless}: what comes is live, and not an item. */
    void start(boolean endless) {
        live = endless;
        forget();
        wastedBytes = 0;
        quiet = false;
        told = false;
        stall.start();
    }

    /** Another item of the same run begins. */
    void onItem(boolean endless) {
        live = endless;
        forget();
        tellDoubt();
        stall.touch();
    }

    /** Bytes came, though perhaps none that are new. */
    void touch() {
        stall.touch();
    }

    /** Something came of what was given since the last time. */
    void onUseful() {
        wastedBytes = 0;
        stall.touch();
    }

    /** Bytes came that wait to become whole; behind garbage they are only what may be something. */
    void onWaiting(int count) {
        if (wastedBytes > 0) {
            wastedBytes += count;
        } else {
            stall.touch();
        }
    }

    /** Bytes came, and nothing of them but garbage: an origin that has gone mad is as good as silent. */
    void onWasted(int count) {
        wastedBytes += count;
    }

    /** New bytes came; whether anything comes of them is told next. */
    void onBytes(int count) {
        if (!live || !settings.health().isAny()) {
            return;
        }
        Vitals now = vitals;
        if (now == null) {
            now = new Vitals(settings.health(), intervalNanos, ticker.nanoTime());
            vitals = now;
            if (format != null) {
                now.onFormat(format);
            }
            arm();
        }
        now.onBytes(count);
    }

    @Override
    public void onFormat(Format found, boolean byArrival) {
        format = found;
        if (vitals != null) {
            vitals.onFormat(found);
        }
        behind.onFormat(found, byArrival);
    }

    @Override
    public void onUnits(ByteBuf units) {
        if (vitals != null) {
            vitals.onUnits(units, ticker.nanoTime());
        }
        behind.onUnits(units);
    }

    @Override
    public void onGarbage(int bytes) {
        if (vitals != null) {
            vitals.onGarbage(bytes);
        }
        behind.onGarbage(bytes);
    }

    /** The input is held back: what does not come means nothing. */
    void pause() {
        paused = true;
        stall.pause();
    }

    /** It is held back no longer. */
    void resume() {
        paused = false;
        stall.resume();
        if (vitals != null) {
            vitals.restart(ticker.nanoTime());
        }
    }

    /** The connection is gone. */
    void stop() {
        stall.stop();
        forget();
    }

    private void forget() {
        vitals = null;
        poor = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void arm() {
        timer = loop.schedule(this::onTimer, intervalNanos, TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        Vitals now = vitals;
        if (now == null) {
            return;
        }
        arm();
        if (paused) {
            return;
        }
        Finding finding = now.look(ticker.nanoTime());
        if (finding instanceof Finding.Bad bad) {
            judge.onFailing(bad.failure());
        } else {
            poor = finding instanceof Finding.Doubtful;
            tellDoubt();
        }
    }

    private void onQuiet(boolean silent) {
        quiet = silent;
        tellDoubt();
    }

    private void tellDoubt() {
        boolean doubt = quiet || poor;
        if (doubt != told) {
            told = doubt;
            judge.onDoubt(doubt);
        }
    }

    private void onStalled() {
        if (wastedBytes > 0) {
            judge.onFailing(InputFailure.passing(
                    Reason.STALLED,
                    "nothing but garbage for " + settings.stall().toMillis() / 1000.0 + " s, " + wastedBytes
                            + " bytes (expected: the format that it began with)"));
            return;
        }
        judge.onFailing(InputFailure.passing(
                Reason.STALLED,
                "no bytes for " + settings.stall().toMillis() / 1000.0
                        + " s (expected: some within stall; raise stall if the origin is known to pause)"));
    }
}
