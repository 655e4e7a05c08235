package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;

/** Computes how long one turn of a stream lasts that is to follow itself without a gap; see {@link TsLoop}. */
final class LoopDuration {

    /** The decoding times of one PID, relative to the first, so that a wrap does not matter. */
    private static final class Stamps {
        final long first;
        long last;
        long end;
        int count;

        Stamps(long first) {
            this.first = first;
        }

        void add(long stamp) {
            last = stamp - first;
            end = Math.max(end, last);
            count++;
        }

        /** From the first stamp to where the next one behind the last would be. */
        long duration() {
            return count < 2 ? 0 : Math.round((double) last * count / (count - 1));
        }
    }

    private final ProgramTables tables = new ProgramTables();
    private final IntObjectHashMap<Stamps> stamps = new IntObjectHashMap<>();
    private final IntObjectHashMap<Stamps> clocks = new IntObjectHashMap<>();
    private final long ticks;

    /** Reads all packets (borrowed). */
    LoopDuration(ByteBuf packets) {
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        for (int at = packets.readerIndex(); at < packets.writerIndex(); at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (!packet.hasSync()) {
                throw new IllegalArgumentException("byte " + at + " of the stream: 0x"
                        + Integer.toHexString(packets.getUnsignedByte(at)) + " (expected: sync byte 0x47)");
            }
            read(packet, pes);
        }
        ticks = compute();
    }

    /** The duration in 27 MHz ticks, a whole number of 90 kHz ticks. */
    long ticks() {
        return ticks;
    }

    private void read(TsPacket packet, PesHeader pes) {
        int pid = packet.pid();
        if (tables.isTablePid(pid)) {
            tables.read(packet);
            return;
        }
        if (packet.hasPcr()) {
            long clock = packet.pcr();
            Stamps seen = clocks.computeIfAbsent(pid, ignored -> new Stamps(clock));
            seen.add(seen.first + TsClock.difference(clock, seen.first));
        }
        if (pes.wrap(packet) && pes.hasPts()) {
            long stamp = pes.dts();
            Stamps seen = stamps.computeIfAbsent(pid, ignored -> new Stamps(stamp));
            seen.add(seen.first + TsClock.stampDifference(stamp, seen.first));
        }
    }

    private long compute() {
        ProgramMap program = tables.firstProgram()
                .orElseThrow(() -> new IllegalArgumentException("no PAT and PMT in the stream (expected: a program)"));
        ElementaryStream leading = program.first(Codec.Kind.VIDEO)
                .or(() -> program.first(Codec.Kind.AUDIO))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no video and no audio in " + program + " (expected: one of them)"));
        Stamps leadingStamps = stamps.get(leading.pid());
        long duration = leadingStamps == null ? 0 : leadingStamps.duration();
        if (duration <= 0) {
            throw new IllegalArgumentException(
                    "decoding times on PID " + leading.pid() + " (expected: at least two, the last behind the first)");
        }
        for (Stamps other : stamps.values()) {
            duration = Math.max(duration, other.end + 1);
        }
        for (Stamps clock : clocks.values()) {
            duration = Math.max(duration, clock.end / TsClock.TICKS_PER_STAMP + 1);
        }
        return duration * TsClock.TICKS_PER_STAMP;
    }
}
