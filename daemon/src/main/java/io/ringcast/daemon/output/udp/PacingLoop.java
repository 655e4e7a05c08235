package io.ringcast.daemon.output.udp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs everything that is sent by the clock, on one thread: sleeps until the first one is due, lets it and those go that are due within a
 * moment after it, and hands what they sent to the kernel at once.
 *
 * <pre>
 *   due      |   | |  |            |    |
 *   wake     ▲────────┐ together   ▲────────┐
 *            send, send, send, send, one sendmmsg
 * </pre>
 *
 * <p>The more often something is due, the more is sent at a time: what is sent early is early by at most {@link #together}.
 */
final class PacingLoop {

    private static final Logger log = LoggerFactory.getLogger(PacingLoop.class);

    /** After so long the loop looks at its other tasks, though more is due. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Goes before what was written is handed on. */
    private static final int MOST_TOGETHER = 256;

    private final EventLoop loop;
    private final LongSupplier clock;
    private final Runnable flush;
    private final long together;
    private final DueHeap heap = new DueHeap();
    private final List<Paced> ran = new ArrayList<>();
    private final Runnable turn = this::onTimer;

    private @Nullable ScheduledFuture<?> timer;
    private long timerDue = Paced.NEVER;

    /**
     * @param clock nanoseconds that never fall
     * @param flush hands what was written to the kernel
     * @param togetherNanos how much earlier than it is due something may be sent to share a system call
     */
    PacingLoop(EventLoop loop, LongSupplier clock, Runnable flush, long togetherNanos) {
        this.loop = loop;
        this.clock = clock;
        this.flush = flush;
        this.together = togetherNanos;
    }

    /** Its thread. */
    EventLoop loop() {
        return loop;
    }

    /** Runs it from now on. On the loop. */
    DueHeap.Entry add(Paced paced) {
        DueHeap.Entry entry = new DueHeap.Entry(paced);
        heap.add(entry);
        arm();
        return entry;
    }

    /** Runs it no more. On the loop. */
    void remove(DueHeap.Entry entry) {
        assert loop.inEventLoop();
        heap.remove(entry);
    }

    /** It is due at another moment now. On the loop, not from within {@link Paced#run}. */
    void moved(DueHeap.Entry entry) {
        heap.moved(entry);
        arm();
    }

    private void onTimer() {
        timer = null;
        timerDue = Paced.NEVER;
        long started = clock.getAsLong();
        long now = started;
        while (heap.firstDue() <= now + together && now - started < TURN_NANOS) {
            turn(now);
            now = clock.getAsLong();
        }
        arm();
    }

    /** Everybody who is due has one go. */
    private void turn(long now) {
        long horizon = now + together;
        while (heap.firstDue() <= horizon) {
            DueHeap.Entry entry = heap.first();
            try {
                entry.paced.run(now, horizon);
            } catch (RuntimeException e) {
                // The others have their clocks too.
                log.error("output failed: {} stops", entry.paced, e);
                heap.remove(entry);
                continue;
            }
            ran.add(entry.paced);
            heap.moved(entry);
            if (ran.size() > MOST_TOGETHER) {
                break;
            }
        }
        flush.run();
        long sent = clock.getAsLong();
        for (Paced paced : ran) {
            paced.flushed(sent);
        }
        ran.clear();
    }

    private void arm() {
        long due = heap.firstDue();
        if (due == timerDue) {
            return;
        }
        if (timer != null) {
            if (timerDue < due) {
                return;
            }
            timer.cancel(false);
            timer = null;
        }
        timerDue = due;
        if (due != Paced.NEVER) {
            timer = loop.schedule(turn, Math.max(1, due - clock.getAsLong()), TimeUnit.NANOSECONDS);
        }
    }
}
