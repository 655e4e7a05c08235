package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every packet of a transport stream and counts what is wrong with it: the indicators of first and second priority of ETSI TR
 * 101 290, and the figures of {@link TsReport}.
 *
 * <p>Nearly all packets cost one read of their header and one comparison with what is expected on their PID; only those that carry
 * tables, clocks, starts of PES packets or surprises are looked at closely. Nothing is allocated for a packet but the first of its PID.
 * Belongs to the thread that feeds it.
 */
public final class TsAnalyser {

    // transport_error_indicator, payload_unit_start_indicator and the last byte of the header.
    private static final int FAST_MASK = 0x00C0_00FF;
    private static final int TRANSPORT_ERROR = 0x0080_0000;

    private static final long CHECK_INTERVAL = TsClock.FREQUENCY / 10;

    // ETSI TR 101 290, 5.2.1 and 5.2.2: indicator 1.6 leaves the time to the user, 2.5 has 700 ms.
    private static final long MAX_SILENCE = 5 * TsClock.FREQUENCY;
    private static final long MAX_STAMP_INTERVAL = 7 * TsClock.FREQUENCY / 10;

    private final @Nullable PidState[] pids = new PidState[TsPacket.PID_COUNT];
    private final List<PidState> seen = new ArrayList<>();
    private final ErrorCounts errors = new ErrorCounts();
    private final TableWatch watch = new TableWatch(errors);
    private final StreamTime time;
    private final TsPacket packet = new TsPacket();
    private final PesHeader pes = new PesHeader();

    private long begunPictures;
    private long begunSounds;
    private long packets;
    private long garbage;
    private long checked;
    private boolean started;
    private long startedAt;
    private long scrambledPackets;
    private long scrambledThen;
    private long scrambledSince;

    private TsAnalyser(StreamTime time) {
        this.time = time;
    }

    /** For a stream that arrives as it is sent: intervals are measured by the nanoseconds of {@link #packets}. */
    public static TsAnalyser byArrival() {
        return new TsAnalyser(new StreamTime(true));
    }

    /** For a file, or a download that comes in bursts: intervals are measured by the stream's own PCR. */
    public static TsAnalyser byClock() {
        return new TsAnalyser(new StreamTime(false));
    }

    /**
     * Looks at {@code length} bytes at {@code index}, which are whole packets. Borrows the buffer and moves no index of it.
     *
     * @param nanos when they arrived, of any clock that never runs back; not looked at in an analyser by clock
     */
    public void packets(ByteBuf buffer, int index, int length, long nanos) {
        time.arrived(nanos, packets + 1);
        int end = index + length;
        for (int at = index; at < end; at += TsPacket.SIZE) {
            int header = buffer.getInt(at);
            PidState state = pids[TsPacket.pid(header)];
            packets++;
            if (state != null && (header & FAST_MASK) == state.expected) {
                state.packets++;
                state.expected = (header + 1 & 0x0F) | 0x10;
            } else {
                look(buffer, at, header, state == null ? begin(TsPacket.pid(header)) : state);
            }
        }
        if (time.byArrival()) {
            check();
        }
    }

    /** So many bytes between packets were none: the synchronisation was lost there, or never found before. */
    public void garbage(int bytes) {
        garbage += bytes;
        if (packets == 0) {
            return;
        }
        // 5.2.1, indicators 1.1 and 1.2: one damaged sync byte is no loss, two in a row are.
        errors.add(TsError.SYNC_BYTE);
        if (bytes != TsPacket.SIZE) {
            errors.add(TsError.SYNC_LOSS);
        }
    }

    /** How often an indicator was raised. */
    public long count(TsError error) {
        return errors.of(error);
    }

    /** PES packets of video that began so far, scrambled ones included. */
    public long begunPictures() {
        return begunPictures;
    }

    /** PES packets of audio that began so far, scrambled ones included. */
    public long begunSounds() {
        return begunSounds;
    }

    /** Packets looked at. */
    public long packets() {
        return packets;
    }

    /** What is known now, as a value. */
    public TsReport report() {
        return new ReportBuilder(watch, errors, seen, time).build(packets, garbage, time.now(packets) - startedAt);
    }

    private PidState begin(int pid) {
        PidState state = new PidState(pid);
        state.table = watch.isTablePid(pid);
        state.silentSince = time.now(packets);
        pids[pid] = state;
        seen.add(state);
        return state;
    }

    private void look(ByteBuf buffer, int at, int header, PidState state) {
        state.packets++;
        if (state.pid == TsPacket.NULL_PID) {
            return;
        }
        if ((header & TRANSPORT_ERROR) != 0) {
            state.transportErrors++;
            errors.add(TsError.TRANSPORT);
            return;
        }
        packet.wrap(buffer, at);
        if (state.breaks(packet)) {
            state.continuityErrors++;
            errors.add(TsError.CONTINUITY);
        }
        if (packet.scrambling() != 0) {
            state.scrambledPackets++;
            scrambledPackets++;
        }
        if (packet.hasPcr()) {
            clock(state);
        }
        if (state.table) {
            if (watch.read(packet, time, packets)) {
                assign();
            }
        } else if (state.stream != null && packet.hasPayload()) {
            lookInto(state, state.stream);
        }
        state.settle();
    }

    private void clock(PidState state) {
        PcrMeter meter = state.clock;
        if (meter == null) {
            meter = new PcrMeter();
            state.clock = meter;
        }
        boolean moved = time.clock(state.pid, packet.pcr(), packets, packet.discontinuity());
        meter.read(packet.pcr(), packet.discontinuity(), packets, time, errors);
        if (moved) {
            check();
        }
    }

    private void lookInto(PidState state, ElementaryStream stream) {
        if (packet.payloadUnitStart()) {
            // ISO/IEC 13818-1, 2.4.3.3: here a PES packet begins.
            Codec.Kind kind = stream.codec().kind();
            begunPictures += kind == Codec.Kind.VIDEO ? 1 : 0;
            begunSounds += kind == Codec.Kind.AUDIO ? 1 : 0;
        }
        if (packet.payloadUnitStart() && pes.wrap(packet) && pes.hasPts() && time.running()) {
            long now = time.now(packets);
            if (state.stamps.isLate(now, MAX_STAMP_INTERVAL)) {
                errors.add(TsError.PTS);
            }
            state.stamps.seen(now);
        }
        JoinDetector joins = state.joins;
        if (joins != null) {
            JoinSign sign = joins.look(packet);
            if (sign == JoinSign.HERE || sign == JoinSign.THERE) {
                state.joinPoints++;
            }
        }
    }

    /** Ten times a second: what ought to have come and has not. */
    private void check() {
        if (!time.running()) {
            return;
        }
        long now = time.now(packets);
        if (!started) {
            started = true;
            startedAt = now;
        }
        if (now - checked < CHECK_INTERVAL) {
            return;
        }
        checked = now;
        watch.check(now);
        for (int i = 0; i < seen.size(); i++) {
            checkSilence(seen.get(i), now);
        }
        checkAccess(now);
    }

    private void checkSilence(PidState state, long now) {
        if (state.stream == null || state.packets != state.packetsThen) {
            state.packetsThen = state.packets;
            state.silentSince = now;
        } else if (now - state.silentSince > MAX_SILENCE) {
            state.silentSince = now;
            errors.add(TsError.PID);
        }
    }

    // 5.2.2, indicator 2.6: scrambled packets without a conditional access table, told once a second.
    private void checkAccess(long now) {
        if (now - scrambledSince < TsClock.FREQUENCY) {
            return;
        }
        scrambledSince = now;
        if (scrambledPackets > scrambledThen && !watch.accessSeen()) {
            errors.add(TsError.CAT);
        }
        scrambledThen = scrambledPackets;
    }

    /** Gives each PID its part after the tables have changed. */
    private void assign() {
        for (PidState state : seen) {
            state.stream = null;
            state.program = 0;
            state.table = watch.isTablePid(state.pid);
        }
        for (ProgramMap map : watch.tables().programs()) {
            ElementaryStream joined = map.joined().orElse(null);
            for (ElementaryStream stream : map.streams()) {
                PidState state = pids[stream.pid()];
                if (state == null) {
                    state = begin(stream.pid());
                }
                assign(state, map, stream, stream.equals(joined));
            }
        }
        for (PidState state : seen) {
            if (state.stream == null) {
                state.joins = null;
                state.stamps.restart();
            }
            state.settle();
        }
    }

    private static void assign(PidState state, ProgramMap map, ElementaryStream stream, boolean joined) {
        state.stream = stream;
        state.program = map.programNumber();
        if (!joined) {
            state.joins = null;
        } else if (state.joins == null || state.joins.codec() != stream.codec()) {
            state.joins = new JoinDetector(stream.codec());
        }
    }
}
