package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.ring.MediaTime;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.UnitReplay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one epoch that are not MPEG-TS, end to end: the first begins at its first byte, each later one at its first join point, with
 * that one's preamble for those who listen already.
 *
 * <pre>
 *   first run, or one that can be cut anywhere                                   RUNNING: as it comes
 *   later runs                          SEEKING ──join point─────────────────►      ▲
 *      ▲ no                             thrown away                                 │ caught up: at the very unit where it broke
 *   live again   COMPARING ──a replay──► REPLAYING ─────────────────────────────────┘
 *                kept, at most 0.5 s     thrown away
 * </pre>
 *
 * <p>A live run behind another of the same format is compared with what was sent last, where {@link UnitReplay} knows the format: a
 * station that sends its last seconds to whoever connects has them taken out, unless they come no faster than they play. Belongs to the
 * source's event loop; units are borrowed for the call.
 */
final class UnitRuns {

    static final int MAX_COMPARED_BYTES = 1024 * 1024;
    static final long MAX_COMPARED_NANOS = 500_000_000L;

    /** Units that are remembered: five minutes of MP3 in 64 KiB. */
    private static final int REMEMBERED = 1 << 14;

    /** A replay that lasts longer must be this much faster than it plays. */
    private static final int FASTER = 2;

    private static final long NANOS_PER_MICRO = 1000;
    private static final long TICKS_PER_MICRO = 27;

    private enum Stage {
        COMPARING,
        REPLAYING,
        SEEKING,
        RUNNING
    }

    /** A whole unit that waits for what is decided, with the preamble of the join point at which it begins, if it does, and its clock. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Waiting(ByteBuf unit, byte @Nullable [] preamble, long ticks) {}

    private final RunWriter out;
    private final LongSupplier clock;
    private final JoinSearch search;

    private Stage stage = Stage.RUNNING;
    private Format format = Format.OPAQUE;
    private UnitReplay replay = new UnitReplay(format, REMEMBERED);
    private boolean repeats;
    private boolean broken;
    private List<Waiting> waiting = new ArrayList<>();
    private int waitingBytes;
    private long stageSince;
    private long firstTicks;
    private long lastTicks;
    private boolean clocked;

    UnitRuns(RunWriter out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
        this.search = new JoinSearch(clock);
    }

    /**
     * A run begins.
     *
     * @param behindOthers whether listeners have bytes of this epoch, of whatever format
     * @param mayRepeat whether it may begin with what the one before ended with
     */
    void begin(Format next, boolean behindOthers, boolean mayRepeat) {
        finish();
        boolean comparable = behindOthers && repeats && mayRepeat && next.equals(format);
        repeats = mayRepeat && UnitReplay.knows(next);
        format = next;
        clocked = false;
        boolean searched = next.hasJoinPoints() && behindOthers;
        if (comparable && repeats && replay.begin()) {
            enter(Stage.COMPARING);
        } else {
            replay = new UnitReplay(next, REMEMBERED);
            enter(searched ? Stage.SEEKING : Stage.RUNNING);
        }
    }

    /** A run of MPEG-TS comes between. */
    void pass() {
        finish();
        format = Format.MPEG_TS;
    }

    /** The run is over: what could not be told apart from a replay is not kept. */
    void finish() {
        waiting = new ArrayList<>();
        waitingBytes = 0;
        broken = false;
    }

    /** The clock of the next unit, in ticks of 27 MHz. */
    void onClock(long ticks) {
        if (!clocked) {
            clocked = true;
            firstTicks = ticks;
        }
        lastTicks = ticks;
    }

    /**
     * Takes whole units, one at a time where replays are told, or ({@code ends} is false) a part of one.
     *
     * @param preamble of the join point at which they begin, if they do
     */
    void onUnits(ByteBuf bytes, byte @Nullable [] preamble, boolean ends) {
        switch (stage) {
            case COMPARING -> compare(bytes, preamble, ends);
            case REPLAYING -> passOver(bytes, ends);
            case SEEKING -> seek(bytes, preamble, ends);
            case RUNNING -> write(bytes, preamble, ends);
        }
    }

    private void enter(Stage next) {
        stage = next;
        stageSince = clock.getAsLong();
        if (next == Stage.SEEKING) {
            search.begin();
        }
    }

    private long inStageNanos() {
        return clock.getAsLong() - stageSince;
    }

    private void compare(ByteBuf bytes, byte @Nullable [] preamble, boolean ends) {
        if (isPart(ends)) {
            // A unit as large as that is a tag: nothing by which a replay is told, and nothing that players miss.
            return;
        }
        switch (replay.look(bytes)) {
            case UNDECIDED -> {
                waiting.add(new Waiting(Unpooled.copiedBuffer(bytes), preamble, lastTicks));
                waitingBytes += bytes.readableBytes();
                if (waitingBytes >= MAX_COMPARED_BYTES || inStageNanos() >= MAX_COMPARED_NANOS) {
                    takeAsNew();
                }
            }
            case NEW -> {
                waiting.add(new Waiting(Unpooled.copiedBuffer(bytes), preamble, lastTicks));
                takeAsNew();
            }
            case REPLAYED -> {
                finish();
                enter(Stage.REPLAYING);
            }
            case CAUGHT_UP -> {
                finish();
                goOn();
            }
        }
    }

    private void passOver(ByteBuf bytes, boolean ends) {
        if (isPart(ends)) {
            return;
        }
        switch (replay.look(bytes)) {
            case CAUGHT_UP -> goOn();
            case NEW -> anew();
            case REPLAYED, UNDECIDED -> {
                long played = (lastTicks - firstTicks) / TICKS_PER_MICRO * NANOS_PER_MICRO;
                if (inStageNanos() >= MAX_COMPARED_NANOS && played < FASTER * inStageNanos()) {
                    anew();
                }
            }
        }
    }

    private void goOn() {
        out.goesOn();
        enter(Stage.RUNNING);
    }

    /** Whether these bytes end no unit, or one whose beginning was passed over. */
    private boolean isPart(boolean ends) {
        boolean part = broken || !ends;
        broken = !ends;
        return part;
    }

    private void anew() {
        replay.clear();
        enter(Stage.SEEKING);
    }

    /** It is no replay: what was kept of it begins like that of any other run. */
    private void takeAsNew() {
        List<Waiting> kept = waiting;
        finish();
        anew();
        long newest = lastTicks;
        kept.forEach(one -> {
            lastTicks = one.ticks();
            onUnits(one.unit(), one.preamble(), true);
        });
        lastTicks = newest;
    }

    private void seek(ByteBuf bytes, byte @Nullable [] preamble, boolean ends) {
        if (preamble != null) {
            // Those who listen already need what the new run begins with, which they did not join at.
            out.append(Unpooled.wrappedBuffer(preamble), true);
        } else if (!search.isInVain(bytes.readableBytes())) {
            return;
        }
        enter(Stage.RUNNING);
        write(bytes, preamble, ends);
    }

    private void write(ByteBuf bytes, byte @Nullable [] preamble, boolean ends) {
        if (preamble != null) {
            out.joinPoint(preamble, clocked ? new MediaTime(lastTicks, MediaTime.UNKNOWN) : MediaTime.NONE);
        }
        if (repeats && !isPart(ends)) {
            replay.sent(bytes);
        }
        out.append(bytes, ends);
    }
}
