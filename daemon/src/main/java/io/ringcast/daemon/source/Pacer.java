package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.StreamWriter;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a {@link StreamWriter} and releases units when they are due and the stream has room for them.
 *
 * <pre>
 *   parser ─► pending marks ─► [ Begin | Units | Title | Finish … ]  ─► StreamWriter
 *                               bounded queue      step, every 10 ms     one flush per step
 * </pre>
 *
 * <ul>
 *   <li>What is due when it comes goes straight through; order is always kept, runs and titles included.
 *   <li>The queue keeps retained slices. It is full at {@value #MAX_BYTES} bytes or {@value #MAX_ENTRIES} entries and has room again at
 *       half of that; what an input gives in spite of a full queue (one read) is kept too.
 *   <li>Of an item that nobody waits in the middle of, as much is written at once as {@link Prefetch} wants, and shown when it is there.
 *   <li>Each step is reckoned against the base of the {@link Schedule}, so a late timer makes nothing late for good.
 * </ul>
 *
 * <p>Belongs to the source's event loop. It outlives runs, so that the pace goes on from one item to the next.
 */
final class Pacer implements Outlet {

    static final int MAX_BYTES = 1 << 20;
    static final int MAX_ENTRIES = 256;
    static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final Ticker ticker;
    private final StreamWriter out;
    private final long leadNanos;
    private final Prefetch prefetch;
    private final Runnable onOutRoom;

    private final ArrayDeque<Paced> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean full;

    private Pace pace = new Pace.Unpaced();
    private Schedule schedule = new Schedule.Unscheduled();
    private int unitSize = 1;
    private Paced.Marks marks = Paced.Marks.NONE;

    private @Nullable Format format;
    private boolean begun;
    private boolean stepping;
    private boolean unflushed;
    private @Nullable Future<?> timer;
    private @Nullable Runnable roomAction;

    /**
     * @param lead how much is released at once at the start: what lets the first listener fill its cache
     * @param prefetch how much of an item has to be there before that
     */
    Pacer(EventLoop loop, Ticker ticker, StreamWriter out, Duration lead, PrefetchSpec prefetch) {
        this.loop = loop;
        this.ticker = ticker;
        this.out = out;
        this.leadNanos = lead.toNanos();
        this.prefetch = new Prefetch(prefetch, out.capacity() / 2);
        // Whoever makes room is on another loop, and may do so within a call of ours.
        this.onOutRoom = () -> loop.execute(this::step);
    }

    @Override
    public void begin(Run run, Pace by) {
        assert loop.inEventLoop();
        marks = Paced.Marks.NONE;
        format = run.format();
        submit(new Paced.Begin(run, by));
    }

    @Override
    public void title(String title) {
        assert loop.inEventLoop();
        submit(new Paced.Title(title));
    }

    /** {@inheritDoc} Now if nothing is queued. */
    @Override
    public void finish(Runnable drained) {
        assert loop.inEventLoop();
        submit(new Paced.Finish(drained));
    }

    @Override
    public void onClock(long ticks, boolean discontinuity) {
        marks = marks.withClock(ticks, discontinuity);
    }

    @Override
    public void onJoinPoint(byte[] preamble) {
        marks = marks.withJoinPoint(preamble);
    }

    @Override
    public void onBeginningOnly(String why) {
        marks = marks.withBeginningOnly(why);
    }

    /** Borrows {@code units}; what is not due yet is kept in a retained slice. */
    @Override
    public void onUnits(ByteBuf units) {
        take(units, false);
    }

    /** The same for a part of a unit, which is due like a unit of its own. */
    @Override
    public void onPart(ByteBuf part) {
        take(part, true);
    }

    @Override
    public void onRemark(String remark) {
        out.onRemark(remark);
    }

    private void take(ByteBuf units, boolean part) {
        assert loop.inEventLoop();
        Paced.Units entry = new Paced.Units(marks, units, part);
        marks = Paced.Marks.NONE;
        if (queue.isEmpty() && out.hasRoom() && release(entry, ticker.nanoTime())) {
            return;
        }
        entry.keep();
        queuedBytes += entry.size();
        enqueue(entry);
    }

    @Override
    public void onGarbage(int bytes) {
        out.onGarbage(bytes);
    }

    /** Publishes what went straight through since the last flush, unless the beginning of an item is gathered. */
    @Override
    public void flush() {
        if (unflushed && !prefetch.holds()) {
            unflushed = false;
            out.flush();
        }
    }

    /** {@inheritDoc} False while the queue is full or the stream has no room. */
    @Override
    public boolean hasRoom() {
        if (queuedBytes >= MAX_BYTES || queue.size() >= MAX_ENTRIES) {
            full = true;
        }
        return !full && out.hasRoom();
    }

    @Override
    public void whenRoom(Runnable action) {
        assert loop.inEventLoop();
        roomAction = action;
        if (!out.hasRoom()) {
            awaitOut();
        } else if (hasRoom()) {
            loop.execute(this::tellRoom);
        }
    }

    /** What listeners have, or are about to: the format of the newest run since the start or the last end. */
    Optional<Format> format() {
        return Optional.ofNullable(format);
    }

    /** Whatever comes next may have any format. */
    void forgetFormat() {
        format = null;
    }

    /** Whether a run has begun since the start or the last end. */
    boolean hasBegun() {
        return begun;
    }

    /** The stream's last byte has been released: readers that reach it end cleanly. Nothing may be queued. */
    void end() {
        assert loop.inEventLoop() && queue.isEmpty();
        prefetch.over();
        flush();
        format = null;
        if (begun) {
            begun = false;
            out.end();
        }
    }

    /** Nobody listens any more: frees what the stream holds too. */
    void forget() {
        clear();
        end();
        out.clear();
    }

    /** Throws away and frees what is queued, and calls nobody about it. The pace is kept. */
    void clear() {
        assert loop.inEventLoop();
        queue.forEach(Paced::free);
        queue.clear();
        queuedBytes = 0;
        full = false;
        marks = Paced.Marks.NONE;
        roomAction = null;
        disarm();
    }

    private void submit(Paced entry) {
        if (queue.isEmpty()) {
            perform(entry);
        } else {
            enqueue(entry);
        }
    }

    private void enqueue(Paced entry) {
        queue.add(entry);
        if (stepping || queue.size() > 1) {
            return; // whoever waits for the head goes on to this one
        }
        if (out.hasRoom()) {
            arm(schedule.waitNanos(ticker.nanoTime(), unitSize));
        } else {
            awaitOut();
        }
    }

    private void onTimer() {
        timer = null;
        step();
    }

    /** Releases all that is due and has room, then waits for the next that is. */
    private void step() {
        stepping = true;
        try {
            long now = ticker.nanoTime();
            for (Paced head = queue.peek(); head != null && advance(head, now); head = queue.peek()) {
                queue.poll();
                perform(head);
            }
            flush();
        } finally {
            stepping = false;
        }
        if (full && queuedBytes <= MAX_BYTES / 2 && queue.size() <= MAX_ENTRIES / 2) {
            full = false;
        }
        tellRoom();
    }

    /** Whether {@code head} is done with and may leave the queue; if not, its moment is waited for. */
    private boolean advance(Paced head, long now) {
        if (!(head instanceof Paced.Units units)) {
            return true;
        }
        if (!out.hasRoom()) {
            awaitOut();
            return false;
        }
        int before = units.size();
        boolean whole = release(units, now);
        queuedBytes -= before - units.size();
        if (!whole) {
            arm(schedule.waitNanos(now, unitSize));
        }
        return whole;
    }

    /** Writes what is due of {@code entry}; whether that was all of it. */
    private boolean release(Paced.Units entry, long now) {
        entry.schedule(schedule);
        int bytes = entry.size();
        int due = prefetch.holds() ? bytes : schedule.allowance(now, bytes, unitSize);
        if (due > 0) {
            entry.release(due, out);
            schedule.onReleased(due);
            prefetch.onWritten(due, schedule);
            unflushed = true;
        }
        return due == bytes;
    }

    /** It is the turn of {@code entry}, which is not in the queue any more. */
    private void perform(Paced entry) {
        if (entry instanceof Paced.Begin begin) {
            startRun(begin.run(), begin.pace());
        } else if (entry instanceof Paced.Title title) {
            out.title(title.title());
        } else if (entry instanceof Paced.Finish finish) {
            prefetch.over();
            flush();
            finish.drained().run();
        } else {
            entry.free();
        }
    }

    private void startRun(Run run, Pace by) {
        prefetch.over();
        flush();
        if (by.equals(pace)) {
            schedule.onRun();
        } else {
            pace = by;
            schedule = Schedule.of(pace, leadNanos);
        }
        schedule.unitsDiffer(run.format().isVariable());
        unitSize = run.format().unitSize();
        prefetch.begin(run, !begun, schedule);
        begun = true;
        out.begin(run);
    }

    private void tellRoom() {
        Runnable action = roomAction;
        if (action == null) {
            return;
        }
        if (hasRoom()) {
            roomAction = null;
            action.run();
        } else if (!out.hasRoom()) {
            awaitOut();
        }
    }

    private void awaitOut() {
        out.whenRoom(onOutRoom);
    }

    private void arm(long delayNanos) {
        if (timer == null) {
            timer = loop.schedule(this::onTimer, Math.max(STEP_NANOS, delayNanos), TimeUnit.NANOSECONDS);
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
