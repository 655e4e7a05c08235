package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.ring.MediaTime;
import io.ringcast.protocol.mpegts.FirstTimes;
import io.ringcast.protocol.mpegts.PesHeader;
import io.ringcast.protocol.mpegts.ReplayFilter;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.mpegts.TsSplice;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of MPEG-TS of one epoch, end to end on one timeline: a run with which the epoch begins goes into the ring as it is, each later
 * one is laid onto the PIDs, programs and clocks that listeners have ({@link TsSplice}).
 *
 * <pre>
 *   first run    ALONE ──────────────────────────────────────────►  as it is, and looked at
 *   later runs   SEEKING ──join point──► GATHERING ──first times──► RUNNING: restamped in a copy
 *      ▲         thrown away             kept, at most 2 MiB or 1 s    ▲
 *      │ no                                                            │ caught up: at the very packet where it broke
 *   live again   COMPARING ──a replay──► REPLAYING ────────────────────┘
 *                kept, at most 0.5 s     thrown away
 * </pre>
 *
 * <p>Gathered is what it takes to see the first time of each stream, by which its offset is chosen. A run that its origin makes as it
 * is heard, behind another such one, is compared with what was sent last: a provider that sends its last seconds again when one connects has them taken out ({@link
 * ReplayFilter}), unless they come no faster than they play. Belongs to the source's event loop; units are borrowed for the call.
 */
final class TsRuns {

    static final int MAX_GATHERED_BYTES = 2 * 1024 * 1024;
    static final long MAX_GATHERED_NANOS = 1_000_000_000L;

    private static final int PIECE = 340 * TsPacket.SIZE;
    private static final byte[] NO_PREAMBLE = {};

    static final int MAX_COMPARED_BYTES = 1024 * 1024;
    static final long MAX_COMPARED_NANOS = 500_000_000L;

    /** Packets that are remembered: 24 MiB of stream in half a MiB. */
    private static final int REMEMBERED = 1 << 17;

    /** A replay that lasts longer must be this much faster than it plays. */
    private static final int FASTER = 2;

    private static final long NANOS_PER_MICRO = 1000;
    private static final long TICKS_PER_MICRO = 27;

    private enum Stage {
        ALONE,
        COMPARING,
        REPLAYING,
        SEEKING,
        GATHERING,
        RUNNING
    }

    private final RunWriter out;
    private final LongSupplier clock;
    private final JoinSearch search;
    private final TsSplice splice = new TsSplice();
    private final ReplayFilter replay = new ReplayFilter(REMEMBERED);
    private final TsPacket packet = new TsPacket();
    private final PesHeader pes = new PesHeader();

    /** Where units are restamped: those that came are not ours to change. */
    private final ByteBuf piece = Unpooled.buffer(0, PIECE);

    private Stage stage = Stage.ALONE;
    private boolean repeats;
    private Held held = new Held();
    private @Nullable FirstTimes times;
    private long stageSince;

    TsRuns(RunWriter out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
        this.search = new JoinSearch(clock);
        // What comes first begins at its first byte, wherever that is.
        splice.begin(NO_PREAMBLE, Unpooled.EMPTY_BUFFER, 0, 0);
    }

    /**
     * A run begins.
     *
     * @param behindOthers whether listeners have bytes of this epoch, of whatever format
     * @param mayRepeat whether it may begin with what the one before ended with; what is played on purpose may repeat what it likes
     */
    void begin(boolean behindOthers, boolean mayRepeat) {
        finish();
        boolean comparable = repeats && mayRepeat;
        repeats = mayRepeat;
        if (behindOthers) {
            enter(comparable && replay.begin() ? Stage.COMPARING : Stage.SEEKING);
        }
    }

    /** The run is over: what is gathered goes into the ring. */
    void finish() {
        if (stage == Stage.GATHERING) {
            spliceHeld();
        }
        held = new Held();
    }

    /** Takes whole packets, with the preamble of the join point that they begin with, if they do. */
    void onUnits(ByteBuf units, byte @Nullable [] preamble) {
        switch (stage) {
            case ALONE -> writeAsItIs(units, preamble);
            case COMPARING -> compare(units, preamble);
            case REPLAYING -> passOver(units);
            case SEEKING -> seek(units, preamble);
            case GATHERING -> gather(units, preamble);
            case RUNNING -> write(units, preamble);
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

    private void compare(ByteBuf units, byte @Nullable [] preamble) {
        if (preamble != null) {
            held.joinPoint(preamble);
        }
        int from = held.size();
        held.add(units);
        switch (replay.look(held.units(), from, held.size() - from)) {
            case UNDECIDED -> {
                if (held.size() >= MAX_COMPARED_BYTES || inStageNanos() >= MAX_COMPARED_NANOS) {
                    takeAsNew();
                }
            }
            case NEW -> takeAsNew();
            case REPLAYED -> {
                held = new Held();
                enter(Stage.REPLAYING);
            }
            case CAUGHT_UP -> resumeWith(held, replay.freshFrom());
        }
    }

    private void passOver(ByteBuf units) {
        int from = units.readerIndex();
        switch (replay.look(units, from, units.readableBytes())) {
            case CAUGHT_UP -> {
                Held rest = new Held();
                rest.add(units.readerIndex(replay.freshFrom()));
                resumeWith(rest, 0);
            }
            case NEW -> enter(Stage.SEEKING);
            case REPLAYED, UNDECIDED -> {
                long played = replay.replayedTicks() / TICKS_PER_MICRO * NANOS_PER_MICRO;
                if (inStageNanos() >= MAX_COMPARED_NANOS && played < FASTER * inStageNanos()) {
                    enter(Stage.SEEKING);
                }
            }
        }
    }

    /** It is no replay: what was held of it begins like that of any other run. */
    private void takeAsNew() {
        Held compared = held;
        held = new Held();
        enter(Stage.SEEKING);
        compared.forEach(0, this::onUnits);
    }

    /** The run goes on behind the very packet where the one before broke. */
    private void resumeWith(Held news, int from) {
        held = new Held();
        enter(Stage.RUNNING);
        splice.resume(replay.clockDelta());
        out.goesOn();
        news.forEach(from, this::write);
    }

    private void seek(ByteBuf units, byte @Nullable [] preamble) {
        if (preamble != null) {
            enter(Stage.GATHERING);
            times = splice.firstTimes(preamble);
            gather(units, preamble);
        } else if (search.isInVain(units.readableBytes())) {
            held.add(units);
            spliceHeld();
        }
    }

    private void gather(ByteBuf units, byte @Nullable [] preamble) {
        if (preamble != null) {
            held.joinPoint(preamble);
        }
        int from = held.size();
        held.add(units);
        boolean complete = times == null || times.look(held.units(), from, held.size() - from);
        if (complete || held.size() >= MAX_GATHERED_BYTES || inStageNanos() >= MAX_GATHERED_NANOS) {
            spliceHeld();
        }
    }

    /** What is held begins at a join point, or nowhere in particular: lays it behind what listeners have. */
    private void spliceHeld() {
        Held begun = held;
        held = new Held();
        times = null;
        enter(Stage.RUNNING);
        replay.clear();
        byte[] preamble =
                begun.joins().isEmpty() ? NO_PREAMBLE : begun.joins().get(0).preamble();
        byte[] lead = splice.begin(preamble, begun.units(), 0, begun.size());
        if (lead.length > 0) {
            out.append(Unpooled.wrappedBuffer(lead));
        }
        begun.forEach(0, this::write);
    }

    private void writeAsItIs(ByteBuf units, byte @Nullable [] preamble) {
        int from = units.readerIndex();
        int length = units.readableBytes();
        remember(units);
        if (preamble != null && length > 0) {
            splice.restamp(units, from, TsPacket.SIZE);
            out.joinPoint(preamble, timeOf(units, from));
            from += TsPacket.SIZE;
            length -= TsPacket.SIZE;
        }
        splice.restamp(units, from, length);
        out.append(units);
    }

    private void write(ByteBuf units, byte @Nullable [] preamble) {
        byte[] before = preamble == null ? null : splice.preamble(preamble);
        remember(units);
        while (units.isReadable()) {
            int length = Math.min(units.readableBytes(), PIECE);
            piece.clear().writeBytes(units, length);
            int from = 0;
            if (before != null) {
                splice.restamp(piece, 0, TsPacket.SIZE);
                out.joinPoint(before, timeOf(piece, 0));
                before = null;
                from = TsPacket.SIZE;
            }
            splice.restamp(piece, from, length - from);
            out.append(piece);
        }
    }

    private void remember(ByteBuf units) {
        if (repeats) {
            replay.sent(units, units.readerIndex(), units.readableBytes());
        }
    }

    /** The times of the packet at {@code index}, which was the last to be restamped. */
    private MediaTime timeOf(ByteBuf units, int index) {
        boolean stamped = pes.wrap(packet.wrap(units, index)) && pes.hasPts();
        return new MediaTime(splice.clock(), stamped ? pes.pts() : MediaTime.UNKNOWN);
    }
}
