package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a PAT and its PMTs say, with the very sections; a value. */
public final class ProgramLayout {

    /**
     * A program.
     *
     * @param mapPid PID of its map
     * @param map what the map says
     * @param section the map, whole, never changed
     */
    record Program(int mapPid, ProgramMap map, byte[] section) {

        int number() {
            return map.programNumber();
        }
    }

    /** No tables. */
    static final ProgramLayout NONE = new ProgramLayout(0, 0, List.of(), List.of());

    private final int transportStreamId;
    private final int version;
    private final List<byte[]> association;
    private final List<Program> programs;

    /** Each PID on which a stream is or ever was on this timeline, with its last codec. */
    private final Map<Integer, Codec> past;

    ProgramLayout(int transportStreamId, int version, List<byte[]> association, List<Program> programs) {
        this(transportStreamId, version, association, programs, Map.of());
    }

    /** @param before what was on PIDs before */
    ProgramLayout(
            int transportStreamId,
            int version,
            List<byte[]> association,
            List<Program> programs,
            Map<Integer, Codec> before) {
        Map<Integer, Codec> codecs = new LinkedHashMap<>(before);
        for (Program program : programs) {
            program.map().streams().forEach(stream -> codecs.put(stream.pid(), stream.codec()));
        }
        this.past = Collections.unmodifiableMap(codecs);
        this.transportStreamId = transportStreamId;
        this.version = version;
        this.association = List.copyOf(association);
        this.programs = List.copyOf(programs);
    }

    /** The tables in whole packets such as a preamble has (borrowed); empty when a PAT with a PMT is not among them. */
    public static Optional<ProgramLayout> read(byte[] packets) {
        ProgramTables tables = new ProgramTables();
        TsPacket packet = new TsPacket();
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        for (int at = 0; at + TsPacket.SIZE <= packets.length; at += TsPacket.SIZE) {
            packet.wrap(buffer, at);
            if (tables.isTablePid(packet.pid())) {
                tables.read(packet);
            }
        }
        return tables.layout();
    }

    /** The maps, in the order of the PAT. */
    public List<ProgramMap> maps() {
        return programs.stream().map(Program::map).toList();
    }

    int transportStreamId() {
        return transportStreamId;
    }

    int version() {
        return version;
    }

    /** The sections of the PAT, never changed. */
    List<byte[]> association() {
        return association;
    }

    List<Program> programs() {
        return programs;
    }

    Map<Integer, Codec> past() {
        return past;
    }

    /** The same tables, behind what was on PIDs {@code before}. */
    ProgramLayout behind(Map<Integer, Codec> before) {
        return new ProgramLayout(transportStreamId, version, association, programs, before);
    }

    /** Whether the tables are the same to the bit. */
    boolean sameTables(ProgramLayout other) {
        if (association.size() != other.association.size() || programs.size() != other.programs.size()) {
            return false;
        }
        for (int i = 0; i < association.size(); i++) {
            if (!Arrays.equals(association.get(i), other.association.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < programs.size(); i++) {
            if (programs.get(i).mapPid() != other.programs.get(i).mapPid()
                    || !Arrays.equals(
                            programs.get(i).section(), other.programs.get(i).section())) {
                return false;
            }
        }
        return true;
    }
}
