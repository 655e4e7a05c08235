package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lays one input after the other onto the programs and the timeline that listeners have, without decoding.
 *
 * <pre>
 *   input 1 ────────────┐ begin          PIDs, PAT, PMT   as listeners have them (ProgramMapping)
 *   input 2         ────┴──────────►     PCR, PTS, DTS    moved by one offset per clock, so that nothing runs back
 *                                        counters         run on
 * </pre>
 *
 * <p>What a splice changes, and nothing else: PIDs and continuity counters; PCR, OPCR, PTS, DTS, ESCR, DTS_next_AU and pts_adjustment (SCTE
 * 35); the packets of PAT and PMT, each of which gives its place to one of the tables that listeners have; discontinuity_indicator on
 * the first PCR of a clock that could not be carried on (it would run back or more than 100 ms ahead, or the payload is scrambled and
 * its stamps out of reach). What is missing of PES packets that say how long they are is filled up with zeros. The first input is not
 * changed at all, nor is a later one for which all of this comes out
 * as it is, but for the counters behind the tables that are put before it. When an
 * input that is laid out as it came changes its tables, so do listeners. Belongs to the thread that uses it.
 */
public final class TsSplice {

    /** What {@link #clock()} answers when there is none. */
    public static final long NO_TIME = -1;

    private final TsTimeline timeline = new TsTimeline();
    private final TsPacket packet = new TsPacket();
    private final boolean[] tablePids = new boolean[TsPacket.PID_COUNT];

    private ProgramTables tables = new ProgramTables();
    private @Nullable TimelinePiece piece;

    /** What listeners have; empty before the first input. */
    private Optional<ProgramLayout> listeners = Optional.empty();

    public TsSplice() {
        findTablePids();
    }

    /** What listeners have; empty before the first input with tables. */
    public Optional<ProgramLayout> listeners() {
        return listeners;
    }

    /** Time stamps and splice information that were left as they were because they are cut by the end of a packet. */
    public long unreachedStamps() {
        return timeline.unreachedStamps();
    }

    /** The last PCR of the first program as listeners see it, in 27 MHz ticks; {@link #NO_TIME} before there was one. */
    public long clock() {
        for (ProgramLayout.Program program :
                listeners.map(ProgramLayout::programs).orElse(List.of())) {
            int pid = program.map().pcrPid();
            return timeline.ends().hasClock(pid) ? timeline.ends().lastClock(pid) : NO_TIME;
        }
        return NO_TIME;
    }

    /**
     * What to wait for before an input is begun, so that no stream of it runs back.
     *
     * @param preamble of the join point at which it will begin (borrowed)
     */
    public FirstTimes firstTimes(byte[] preamble) {
        BitSet stamps = new BitSet();
        BitSet clocks = new BitSet();
        ProgramLayout.read(preamble).map(this::onto).ifPresent(mapping -> {
            for (ProgramMap map : mapping.input().maps()) {
                if (timeline.ends().hasClock(mapping.pid(map.pcrPid()))) {
                    clocks.set(map.pcrPid());
                }
                for (ElementaryStream stream : map.streams()) {
                    if (stream.codec().kind() != Codec.Kind.OTHER
                            && timeline.ends().hasStamp(mapping.pid(stream.pid()))) {
                        stamps.set(stream.pid());
                    }
                }
            }
        });
        return new FirstTimes(stamps, clocks);
    }

    /**
     * An input begins at one of its join points.
     *
     * @param preamble of the join point: its tables, and what else belongs before it (borrowed)
     * @param first its first packets, as many as there are: by their times the offsets are chosen (borrowed, not changed)
     * @param index where the join point begins in it
     * @param length bytes that are there, whole packets
     * @return what goes before the join point for those who listen already; the caller's
     */
    public byte[] begin(byte[] preamble, ByteBuf first, int index, int length) {
        tables = new ProgramTables();
        ByteBuf packets = Unpooled.wrappedBuffer(preamble);
        for (int at = 0; at + TsPacket.SIZE <= preamble.length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (tables.isTablePid(packet.pid())) {
                tables.read(packet);
            }
        }
        findTablePids();
        TimelinePiece next = new TimelinePiece(
                tables.layout().map(this::onto).orElseGet(() -> ProgramMapping.none(ProgramLayout.NONE)));
        listeners.ifPresent(had -> new OffsetChoice(next, had, timeline.ends()).choose(first, index, length));
        ByteBuf filling = listeners.map(timeline::fillUp).orElse(Unpooled.EMPTY_BUFFER);
        take(next);
        timeline.begin(next);
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(filling, Unpooled.wrappedBuffer(lead(preamble, next))));
    }

    /**
     * The input goes on where it broke, on another connection: with the packet that follows the last one that was restamped.
     *
     * @param delta by how much its clocks were ahead before, in 27 MHz ticks; 0 when they go on too
     */
    public void resume(long delta) {
        timeline.resume(delta);
    }

    /** Changes {@code length} bytes at {@code index} in place, which are whole packets. Borrows the buffer and moves no index of it. */
    public void restamp(ByteBuf packets, int index, int length) {
        int from = index;
        for (int at = index; at + TsPacket.SIZE <= index + length; at += TsPacket.SIZE) {
            if (tablePids[TsPacket.pid(packets.getInt(at))] && tables.read(packet.wrap(packets, at))) {
                timeline.restamp(packets, from, at - from);
                from = at;
                layOutAnew();
            }
        }
        timeline.restamp(packets, from, index + length - from);
    }

    /** The preamble of a join point of the input as somebody needs it who joins there; the caller's, {@code preamble} is borrowed. */
    public byte[] preamble(byte[] preamble) {
        TimelinePiece current = piece;
        if (current == null) {
            return preamble.clone();
        }
        if (current.mapping().isNeutral()) {
            byte[] moved = preamble.clone();
            timeline.restampAside(Unpooled.wrappedBuffer(moved));
            return moved;
        }
        ByteBuf out = Unpooled.wrappedBuffer(current.mapping().tablePackets());
        timeline.numberTablesBack(out);
        ByteBuf rest = withoutTables(preamble);
        timeline.restampAside(rest);
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(out, rest));
    }

    private byte[] lead(byte[] preamble, TimelinePiece next) {
        if (next.mapping().isNeutral()) {
            byte[] lead = preamble.clone();
            timeline.restamp(Unpooled.wrappedBuffer(lead));
            return lead;
        }
        ByteBuf out = Unpooled.wrappedBuffer(next.mapping().tablePackets());
        timeline.numberTables(out);
        ByteBuf rest = withoutTables(preamble);
        timeline.restamp(rest);
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(out, rest));
    }

    /** The packets of a preamble that carry no table, a copy. */
    private ByteBuf withoutTables(byte[] preamble) {
        ByteBuf packets = Unpooled.wrappedBuffer(preamble);
        ByteBuf rest = Unpooled.buffer(preamble.length);
        for (int at = 0; at + TsPacket.SIZE <= preamble.length; at += TsPacket.SIZE) {
            if (!tablePids[TsPacket.pid(packets.getInt(at))]) {
                rest.writeBytes(packets, at, TsPacket.SIZE);
            }
        }
        return rest;
    }

    /** The tables of the input have changed while it runs. */
    private void layOutAnew() {
        findTablePids();
        Optional<ProgramLayout> layout = tables.layout();
        TimelinePiece before = piece;
        if (layout.isEmpty()
                || before == null
                || layout.get().sameTables(before.mapping().input())) {
            return;
        }
        boolean asItCame = before.mapping().isNeutral()
                && !before.mapping().input().programs().isEmpty();
        TimelinePiece next =
                new TimelinePiece(asItCame ? ProgramMapping.none(layout.get()) : onto(layout.get()), before);
        take(next);
        timeline.goOn(next);
    }

    private ProgramMapping onto(ProgramLayout input) {
        return listeners.map(had -> ProgramMapping.onto(had, input)).orElseGet(() -> ProgramMapping.none(input));
    }

    private void take(TimelinePiece next) {
        piece = next;
        if (!next.mapping().result().programs().isEmpty()) {
            listeners = Optional.of(next.mapping()
                    .result()
                    .behind(listeners.map(ProgramLayout::past).orElseGet(Map::of)));
        }
    }

    private void findTablePids() {
        for (int pid = 0; pid < tablePids.length; pid++) {
            tablePids[pid] = tables.isTablePid(pid);
        }
    }
}
