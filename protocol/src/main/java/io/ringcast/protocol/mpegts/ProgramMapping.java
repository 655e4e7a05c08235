package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.ProgramLayout.Program;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the programs of the next input are laid onto those that listeners have, so that their decoders go on; a value.
 *
 * <p>A program goes onto the one with its number, else onto the next that is left. In it a stream goes onto one of the same codec and
 * language; one whose language nobody says goes onto any of its codec, and so does the first sound when nothing else would go on
 * sounding. What then has no counterpart keeps its PID if that is free, and never had another codec, else gets a new one. The tables that listeners have stay as they are unless
 * there is something new to say: a stream without counterpart, another language, another PID of the clock or of entitlement messages. Only then is there a PMT of a
 * new version, which lists the streams of the next input. A PID that is in no table and would fall onto one that listeners know is made
 * null packets.
 */
public final class ProgramMapping {

    /** Answer of {@link #number}: the input has no such program. */
    static final int NO_NUMBER = -1;

    private final short[] pids = new short[TsPacket.PID_COUNT];

    /** PIDs of the input whose place is found. One that two programs share keeps its first. */
    private final BitSet placed = new BitSet();

    /** PIDs to which something of the input goes. */
    private final BitSet targets = new BitSet();

    /** By place in the input: the program of the result that each of its programs became. */
    private final List<Program> places = new ArrayList<>();

    private final ProgramLayout input;

    private final ProgramLayout result;
    private final boolean neutral;

    private ProgramMapping(ProgramLayout input) {
        this.input = input;
        this.result = input;
        this.neutral = true;
        this.places.addAll(input.programs());
        for (int pid = 0; pid < pids.length; pid++) {
            pids[pid] = (short) pid;
        }
    }

    private ProgramMapping(ProgramLayout listeners, ProgramLayout input) {
        this.input = input;
        PidPool pool = new PidPool(listeners);
        List<Program> programs = new ArrayList<>(listeners.programs());
        Set<Integer> free =
                new HashSet<>(listeners.programs().stream().map(Program::number).toList());
        for (Program next : input.programs()) {
            Program counterpart = counterpart(listeners, input, next, free);
            Program place;
            if (counterpart == null) {
                place = add(next, pool, programs);
                programs.add(place);
            } else {
                free.remove(counterpart.number());
                place = lay(next, counterpart, pool);
                programs.set(programs.indexOf(counterpart), place);
            }
            places.add(place);
        }
        for (int pid = 0; pid < pids.length; pid++) {
            if (!placed.get(pid)) {
                boolean hidden = pid >= PidPool.FIRST_FREE && pool.isTaken(pid);
                pids[pid] = (short) (hidden ? TsPacket.NULL_PID : pid);
            }
        }
        this.result = layout(listeners, programs);
        this.neutral = result.sameTables(input) && isStill(input);
    }

    /** The first input, or one that goes on: nothing is moved. */
    public static ProgramMapping none(ProgramLayout input) {
        return new ProgramMapping(input);
    }

    /** The next input onto what listeners have. */
    public static ProgramMapping onto(ProgramLayout listeners, ProgramLayout input) {
        return new ProgramMapping(listeners, input);
    }

    /** Where packets of a PID of the input go; the null PID when nowhere. */
    public int pid(int inputPid) {
        return pids[inputPid];
    }

    /** What the input's program of a number is for listeners; {@link #NO_NUMBER} when it has none of that number. */
    int number(int inputNumber) {
        for (int i = 0; i < places.size(); i++) {
            if (input.programs().get(i).number() == inputNumber) {
                return places.get(i).number();
            }
        }
        return NO_NUMBER;
    }

    /** Whether listeners have a program of that number. */
    boolean isNumberOfListeners(int number) {
        return result.programs().stream().anyMatch(program -> program.number() == number);
    }

    /** What listeners have from now on. */
    public ProgramLayout result() {
        return result;
    }

    /** Whether packets stay as they are. */
    public boolean isNeutral() {
        return neutral;
    }

    ProgramLayout input() {
        return input;
    }

    /** The packets that listeners get in the place of the input's PAT; counters begin with 0. */
    byte[] associationPackets() {
        return PsiWriter.packets(TsPacket.PAT_PID, result.association());
    }

    /** All of these, for those programs that the input has. */
    byte[] tablePackets() {
        ByteBuf packets = Unpooled.buffer().writeBytes(associationPackets());
        input.programs().stream()
                .mapToInt(Program::mapPid)
                .distinct()
                .forEach(pid -> packets.writeBytes(mapPackets(pid)));
        return ByteBufUtil.getBytes(packets);
    }

    /** The packets that listeners get in the place of the maps on {@code inputPid}; counters begin with 0. */
    byte[] mapPackets(int inputPid) {
        ByteBuf packets = Unpooled.buffer();
        for (int i = 0; i < places.size(); i++) {
            if (input.programs().get(i).mapPid() == inputPid) {
                Program place = places.get(i);
                packets.writeBytes(PsiWriter.packets(place.mapPid(), List.of(place.section())));
            }
        }
        return ByteBufUtil.getBytes(packets);
    }

    private static @Nullable Program counterpart(
            ProgramLayout listeners, ProgramLayout input, Program next, Set<Integer> free) {
        Program first = null;
        for (Program program : listeners.programs()) {
            if (!free.contains(program.number())) {
                continue;
            }
            if (program.number() == next.number()) {
                return program;
            }
            boolean wanted = input.programs().stream().anyMatch(other -> other.number() == program.number());
            if (first == null && !wanted) {
                first = program;
            }
        }
        return first;
    }

    /** A program that listeners do not have yet. */
    private Program add(Program next, PidPool pool, List<Program> programs) {
        Set<Integer> numbers =
                new HashSet<>(programs.stream().map(Program::number).toList());
        int number = next.number();
        for (int candidate = 1; numbers.contains(number); candidate++) {
            number = candidate;
        }
        int mapPid = placed.get(next.mapPid()) ? pid(next.mapPid()) : pool.takePlain(next.mapPid());
        placeMap(next.mapPid(), mapPid);
        for (ElementaryStream stream : next.map().streams()) {
            move(stream, pool);
        }
        if (!isStream(next, next.map().pcrPid()) && next.map().pcrPid() != TsPacket.NULL_PID) {
            move(next.map().pcrPid(), pool);
        }
        new AccessDescriptors(next.section()).pids().forEach(pid -> move(pid, pool));
        return rewritten(next, mapPid, number, next.map().version());
    }

    private Program lay(Program next, Program old, PidPool pool) {
        placeMap(next.mapPid(), old.mapPid());
        boolean news = false;
        StreamMatcher matcher =
                new StreamMatcher(old.map().streams(), next.map().streams());
        for (ElementaryStream stream : next.map().streams()) {
            ElementaryStream counterpart = matcher.counterpart(stream);
            if (counterpart == null) {
                move(stream, pool);
                news = true;
            } else {
                news |= place(stream.pid(), counterpart.pid(), pool) != counterpart.pid()
                        || counterpart.streamType() != stream.streamType()
                        || !counterpart.language().equals(stream.language());
            }
        }
        news |= layClock(next, old, pool);
        news |= layAccess(next, old, pool);
        return news ? rewritten(next, old.mapPid(), old.number(), old.map().version() + 1 & 0x1F) : old;
    }

    /** Whether listeners must look for the clock elsewhere. */
    private boolean layClock(Program next, Program old, PidPool pool) {
        int clock = next.map().pcrPid();
        int oldClock = old.map().pcrPid();
        if (clock == TsPacket.NULL_PID) {
            return oldClock != TsPacket.NULL_PID;
        }
        if (!isStream(next, clock)) {
            if (oldClock != TsPacket.NULL_PID && !isStream(old, oldClock)) {
                place(clock, oldClock, pool);
            } else {
                move(clock, pool);
            }
        }
        return pids[clock] != oldClock;
    }

    /** Whether listeners must look for entitlement messages elsewhere. */
    private boolean layAccess(Program next, Program old, PidPool pool) {
        AccessDescriptors descriptors = new AccessDescriptors(next.section());
        descriptors.pids().forEach(pid -> move(pid, pool));
        return !descriptors.say(this::pid).equals(new AccessDescriptors(old.section()).say(pid -> pid));
    }

    private Program rewritten(Program next, int mapPid, int number, int version) {
        byte[] section = PsiWriter.map(next.section(), number, version, this::pid);
        return new Program(mapPid, ProgramMap.parse(new Section(section, section.length)), section);
    }

    private void move(ElementaryStream stream, PidPool pool) {
        if (!placed.get(stream.pid())) {
            place(stream.pid(), pool.take(stream.pid(), stream.codec()), pool);
        }
    }

    private int move(int pid, PidPool pool) {
        return placed.get(pid) ? pids[pid] : place(pid, pool.takePlain(pid), pool);
    }

    /** Two programs may have their maps on one PID, here or there. */
    private void placeMap(int pid, int to) {
        if (!placed.get(pid)) {
            placed.set(pid);
            pids[pid] = (short) to;
            targets.set(to);
        }
    }

    /** Where {@code pid} goes now: to {@code to}, unless it has a place already or another one went there. */
    private int place(int pid, int to, PidPool pool) {
        if (!placed.get(pid)) {
            placed.set(pid);
            int free = targets.get(to) && to != TsPacket.NULL_PID ? pool.takePlain(to) : to;
            targets.set(free);
            pids[pid] = (short) free;
        }
        return pids[pid];
    }

    private static boolean isStream(Program program, int pid) {
        return program.map().streams().stream().anyMatch(stream -> stream.pid() == pid);
    }

    private static ProgramLayout layout(ProgramLayout listeners, List<Program> programs) {
        if (programs.size() == listeners.programs().size()) {
            return new ProgramLayout(
                    listeners.transportStreamId(),
                    listeners.version(),
                    listeners.association(),
                    programs,
                    listeners.past());
        }
        int version = listeners.version() + 1 & 0x1F;
        byte[] association = PsiWriter.association(
                listeners.transportStreamId(),
                version,
                programs.stream()
                        .map(program -> new ProgramAssociation.Program(program.number(), program.mapPid()))
                        .toList());
        return new ProgramLayout(
                listeners.transportStreamId(), version, List.of(association), programs, listeners.past());
    }

    private boolean isStill(ProgramLayout layout) {
        for (Program program : layout.programs()) {
            boolean moved = pids[program.mapPid()] != program.mapPid()
                    || pids[program.map().pcrPid()] != program.map().pcrPid()
                    || program.map().streams().stream().anyMatch(stream -> pids[stream.pid()] != stream.pid());
            if (moved) {
                return false;
            }
        }
        return true;
    }
}
