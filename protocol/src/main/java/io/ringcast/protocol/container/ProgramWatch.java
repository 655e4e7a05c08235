package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.Codec;
import io.ringcast.protocol.mpegts.ElementaryStream;
import io.ringcast.protocol.mpegts.JoinDetector;
import io.ringcast.protocol.mpegts.ProgramMap;
import io.ringcast.protocol.mpegts.ProgramTables;
import io.ringcast.protocol.mpegts.TsPacket;
import java.util.Arrays;
import java.util.Optional;

/**
 * Watches the packets of a transport stream for its tables, for the clock of its first program and for places where a decoder can join.
 *
 * <p>Most packets cost one look into an array by PID. A {@link JoinDetector} says where the first video stream of the first program can
 * be joined, or without video its first audio stream. There is no join point before the tables are known.
 */
final class ProgramWatch {

    /** Answer of {@link #look}: nothing is to be said of the packet. */
    static final int NOTHING = 0;

    /** Answer of {@link #look}, a bit: the packet carries the clock. */
    static final int CLOCK = 1;

    /** Answer of {@link #look}, a bit: a decoder can start at the packet. */
    static final int JOIN_POINT = 2;

    /** Answer of {@link #look}, a bit: the packet may turn out to be one at which a decoder can start. */
    static final int IN_DOUBT = 4;

    /** Answer of {@link #look}, a bit: a decoder can start at the packet that was last in doubt. */
    static final int JOIN_POINT_BEFORE = 8;

    private static final int NO_PID = -1;

    // What is done with the packets of a PID.
    private static final byte READ_TABLE = 1;
    private static final byte READ_CLOCK = 2;
    private static final byte FIND_JOIN = 4;

    private static final int TRANSPORT_ERROR = 0x0080_0000;

    // ISO/IEC 13818-1, 2.4.3.2: payload_unit_start_indicator, and the bit of adaptation_field_control for an adaptation
    // field.
    private static final int BEGINS_OR_ADAPTS = 0x0040_0020;

    private final ProgramTables tables = new ProgramTables();
    private final TsPacket packet = new TsPacket();
    private final byte[] work = new byte[TsPacket.PID_COUNT];

    private int clockPid = NO_PID;
    private boolean clockMoved;
    private long clock;
    private boolean clockDiscontinuity;
    private int joinPid = NO_PID;
    private Codec joinCodec = Codec.OTHER;
    private JoinDetector joins = new JoinDetector(Codec.OTHER);

    ProgramWatch() {
        work[TsPacket.PAT_PID] = READ_TABLE;
    }

    /** Looks at the packet that begins at {@code index} (borrowed); the answer is made of the bits above. */
    int look(ByteBuf buffer, int index) {
        int header = buffer.getInt(index);
        int todo = work[TsPacket.pid(header)];
        if (todo == 0 || (header & TRANSPORT_ERROR) != 0) {
            return NOTHING;
        }
        // Most packets of video go on with what has been looked into: there is no clock and no beginning in them.
        boolean plain = (header & BEGINS_OR_ADAPTS) == 0 && (todo & READ_TABLE) == 0 && !joins.gathering();
        return plain ? NOTHING : examine(buffer, index, todo);
    }

    /** Whether a packet that was {@link #IN_DOUBT} still is. */
    boolean undecided() {
        return joins.undecided();
    }

    /** The clock of the packet that was looked at last, in 27 MHz ticks. Only after {@link #CLOCK}. */
    long clock() {
        return clock;
    }

    /** Whether the clock jumps at the packet that was looked at last. Only after {@link #CLOCK}. */
    boolean clockDiscontinuity() {
        return clockDiscontinuity;
    }

    /**
     * The packets of the tables as they stand now, and of the parameter sets where these do not come with the join point. The array is
     * the caller's.
     */
    byte[] preamble() {
        byte[] packets = tables.packets();
        byte[] sets = joins.preamble();
        byte[] preamble = Arrays.copyOf(packets, packets.length + sets.length);
        System.arraycopy(sets, 0, preamble, packets.length, sets.length);
        return preamble;
    }

    private int examine(ByteBuf buffer, int index, int todo) {
        packet.wrap(buffer, index);
        if ((todo & READ_TABLE) != 0 && tables.read(packet)) {
            assign();
        }
        int found = NOTHING;
        if ((todo & READ_CLOCK) != 0 && packet.hasPcr()) {
            clock = packet.pcr();
            clockDiscontinuity = clockMoved || packet.discontinuity();
            clockMoved = false;
            found |= CLOCK;
        }
        if ((todo & FIND_JOIN) != 0 && packet.hasPayload()) {
            found |= switch (joins.look(packet)) {
                case NONE -> NOTHING;
                case HERE -> JOIN_POINT;
                case PERHAPS -> IN_DOUBT;
                case THERE -> JOIN_POINT_BEFORE;
            };
        }
        return found;
    }

    /** Gives each PID its work after the tables have changed. */
    private void assign() {
        Optional<ProgramMap> program = tables.firstProgram();
        int oldClockPid = clockPid;
        clockPid = program.map(ProgramMap::pcrPid).orElse(NO_PID);
        clockMoved |= oldClockPid != NO_PID && clockPid != oldClockPid;
        Optional<ElementaryStream> joined = program.flatMap(ProgramMap::joined);
        int oldJoinPid = joinPid;
        joinPid = joined.map(ElementaryStream::pid).orElse(NO_PID);
        Codec oldJoinCodec = joinCodec;
        joinCodec = joined.map(ElementaryStream::codec).orElse(Codec.OTHER);
        if (joinPid != oldJoinPid || joinCodec != oldJoinCodec) {
            joins = new JoinDetector(joinCodec);
        }
        Arrays.fill(work, (byte) 0);
        work[TsPacket.PAT_PID] = READ_TABLE;
        for (int pid : tables.mapPids()) {
            work[pid] |= READ_TABLE;
        }
        if (clockPid != NO_PID && clockPid != TsPacket.NULL_PID) {
            work[clockPid] |= READ_CLOCK;
        }
        if (joinPid != NO_PID) {
            work[joinPid] |= FIND_JOIN;
        }
    }
}
