package io.ringcast.protocol.mpegts;

import io.netty.util.collection.IntObjectHashMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one piece of an input is laid onto the timeline: where its PIDs go, which of them share a clock, and by how much each clock moves.
 *
 * <p>Programs with one PCR PID share a clock and move together. Packets that are in no program go with the first. A clock whose payload
 * turns out to be scrambled, so that its stamps cannot be reached, is not moved from there on.
 */
final class TimelinePiece {

    private final ProgramMapping mapping;
    private final byte[] clocks = new byte[TsPacket.PID_COUNT];
    private final int[] clockPids;
    private final long[] offsets;
    private final boolean[] frozen;

    /** Whether the next PCR of a clock is the first of the piece, or the first behind a change of its offset. */
    private final boolean[] fresh;

    private final IntObjectHashMap<TableCarousel> carousels = new IntObjectHashMap<>();
    private final IntObjectHashMap<SpliceInfoPatch> patches = new IntObjectHashMap<>();
    private final @Nullable ServiceTable services;
    private final @Nullable AudioFrames[] sounds = new AudioFrames[TsPacket.PID_COUNT];

    TimelinePiece(ProgramMapping mapping) {
        this.mapping = mapping;
        List<ProgramMap> maps = mapping.input().maps();
        int[] pids = maps.stream().mapToInt(ProgramMap::pcrPid).distinct().toArray();
        clockPids = pids.length == 0 ? new int[] {TsPacket.NULL_PID} : pids;
        offsets = new long[clockPids.length];
        frozen = new boolean[clockPids.length];
        fresh = new boolean[clockPids.length];
        Arrays.fill(fresh, true);
        services = ServiceTable.isNeeded(mapping) ? new ServiceTable(mapping) : null;
        for (int i = maps.size() - 1; i >= 0; i--) {
            assign(maps.get(i));
        }
        if (!mapping.isNeutral()) {
            carousels.put(TsPacket.PAT_PID, new TableCarousel(mapping.associationPackets()));
            for (ProgramLayout.Program program : mapping.input().programs()) {
                carousels.put(program.mapPid(), new TableCarousel(mapping.mapPackets(program.mapPid())));
            }
        }
    }

    /** The same piece goes on with other tables: clocks that stay keep their offsets, new ones get that of the first. */
    TimelinePiece(ProgramMapping mapping, TimelinePiece before) {
        this(mapping);
        for (int i = 0; i < clockPids.length; i++) {
            int old = before.clockOf(clockPids[i]);
            offsets[i] = before.offsets[old];
            frozen[i] = before.frozen[old];
            fresh[i] = before.clockPids[old] == clockPids[i] ? before.fresh[old] : !mapping.isNeutral();
        }
    }

    ProgramMapping mapping() {
        return mapping;
    }

    int pid(int inputPid) {
        return mapping.pid(inputPid);
    }

    int clockCount() {
        return clockPids.length;
    }

    /** The clock by which packets of a PID go. */
    int clock(int inputPid) {
        return clocks[inputPid];
    }

    /** The PID of the input that has the PCR of a clock. */
    int clockPid(int clock) {
        return clockPids[clock];
    }

    /** What is added to the times of a clock, in 27 MHz ticks, 0 to {@link TsClock#MODULUS}. */
    long offset(int clock) {
        return offsets[clock];
    }

    void offset(int clock, long offset) {
        offsets[clock] = Math.floorMod(offset, TsClock.MODULUS);
    }

    /** Moves the times of a clock by further ticks, unless they cannot be moved. */
    void shift(int clock, long delta) {
        if (!frozen[clock]) {
            offset(clock, offsets[clock] + delta);
        }
    }

    /** Stamps of this clock cannot be reached: none is moved from now on. */
    void freeze(int clock) {
        if (!frozen[clock]) {
            frozen[clock] = true;
            fresh[clock] |= offsets[clock] != 0;
            offsets[clock] = 0;
        }
    }

    /** Whether the PCR that comes is the first of its clock, or one behind a change; asked once for each. */
    boolean takeFresh(int clock) {
        boolean was = fresh[clock];
        fresh[clock] = false;
        return was;
    }

    /** What takes the places of packets on a table PID; null where they stay. */
    @Nullable
    TableCarousel carousel(int inputPid) {
        return carousels.get(inputPid);
    }

    /** What takes the places of packets with names of services; null where these stay. */
    @Nullable
    ServiceTable services() {
        return services;
    }

    /** What moves the splice information on a PID; null where there is none. */
    @Nullable
    SpliceInfoPatch patch(int inputPid) {
        return patches.get(inputPid);
    }

    /** What counts the frames of sound on a PID; null where there are none that can be counted. */
    @Nullable
    AudioFrames sound(int inputPid) {
        return sounds[inputPid];
    }

    /** Splice information that was left as it was. */
    long unreachedSplices() {
        long unreached = 0;
        for (SpliceInfoPatch patch : patches.values()) {
            unreached += patch.unreached();
        }
        return unreached;
    }

    private void assign(ProgramMap map) {
        byte clock = (byte) clockOf(map.pcrPid());
        clocks[map.pcrPid()] = clock;
        for (ElementaryStream stream : map.streams()) {
            clocks[stream.pid()] = clock;
            if (stream.codec() == Codec.SCTE35) {
                patches.put(stream.pid(), new SpliceInfoPatch());
            }
            sounds[stream.pid()] = AudioHeader.knows(stream.codec()) ? new AudioFrames(stream.codec()) : null;
        }
    }

    private int clockOf(int pcrPid) {
        for (int i = 0; i < clockPids.length; i++) {
            if (clockPids[i] == pcrPid) {
                return i;
            }
        }
        return 0;
    }
}
