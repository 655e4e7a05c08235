package io.ringcast.protocol.mpegts;

import io.netty.util.collection.IntObjectHashMap;
import java.util.Optional;

/** Watches the tables of a stream for the analyser: what they say, whether they are whole, and how often they come. */
final class TableWatch {

    // ETSI TR 101 290, 5.2.1, indicators 1.3 and 1.5.
    private static final long MAX_INTERVAL = TsClock.FREQUENCY / 2;

    private static final int CAT_PID = 0x0001;
    private static final int CAT_TABLE_ID = 0x01;

    private final ProgramTables tables = new ProgramTables(this::onProgramSection);
    private final SectionAssembler access = new SectionAssembler(CAT_PID, this::onAccessSection);
    private final SectionAssembler services = new SectionAssembler(ServiceNames.PID, this::onServiceSection);
    private final ServiceNames names = new ServiceNames();
    private final Repetition associations = new Repetition();
    private final IntObjectHashMap<Repetition> maps = new IntObjectHashMap<>();
    private final ErrorCounts errors;

    private long now;
    private boolean timed;
    private long crcErrors;
    private boolean accessSeen;

    TableWatch(ErrorCounts errors) {
        this.errors = errors;
    }

    ProgramTables tables() {
        return tables;
    }

    Optional<ServiceNames.Name> name(int program) {
        return names.of(program);
    }

    boolean isTablePid(int pid) {
        return pid == CAT_PID || pid == ServiceNames.PID || tables.isTablePid(pid);
    }

    /** Whether there was a conditional access table. */
    boolean accessSeen() {
        return accessSeen;
    }

    Repetition associations() {
        return associations;
    }

    /** How often the tables on a PID come; nothing while none are expected there. */
    Optional<Repetition> maps(int pid) {
        return Optional.ofNullable(maps.get(pid));
    }

    /** Reads a packet of a table PID (borrowed); true when what the PAT and the PMTs say has changed. */
    boolean read(TsPacket packet, StreamTime time, long place) {
        int pid = packet.pid();
        now = time.now(place);
        timed = time.running();
        if (packet.scrambling() != 0) {
            if (pid == TsPacket.PAT_PID) {
                errors.add(TsError.PAT);
            } else if (tables.isTablePid(pid)) {
                errors.add(TsError.PMT);
            }
        }
        boolean changed = false;
        if (pid == CAT_PID) {
            access.read(packet);
        } else if (pid == ServiceNames.PID) {
            services.read(packet);
        } else {
            changed = tables.read(packet);
        }
        long crc = tables.crcErrors() + access.crcErrors() + services.crcErrors();
        errors.add(TsError.CRC, crc - crcErrors);
        crcErrors = crc;
        if (changed) {
            expectMaps();
        }
        return changed;
    }

    /** Looks for tables that are late. */
    void check(long time) {
        associations.expect(time);
        if (associations.isLate(time, MAX_INTERVAL)) {
            errors.add(TsError.PAT);
        }
        for (Repetition map : maps.values()) {
            map.expect(time);
            if (map.isLate(time, MAX_INTERVAL)) {
                errors.add(TsError.PMT);
            }
        }
    }

    private void expectMaps() {
        maps.keySet().removeIf(pid -> !tables.isTablePid(pid));
        for (int pid : tables.mapPids()) {
            maps.computeIfAbsent(pid, ignored -> new Repetition());
        }
    }

    private void onProgramSection(int pid, Section section, byte[] packets, int packetsLength) {
        if (pid != TsPacket.PAT_PID) {
            Repetition map = maps.get(pid);
            if (map != null && timed && section.tableId() == ProgramMap.TABLE_ID) {
                map.seen(now);
            }
        } else if (section.tableId() != ProgramAssociation.TABLE_ID) {
            errors.add(TsError.PAT);
        } else if (timed && section.number() == 0) {
            associations.seen(now);
        }
    }

    private void onAccessSection(int pid, Section section, byte[] packets, int packetsLength) {
        if (section.tableId() == CAT_TABLE_ID) {
            accessSeen = true;
        } else {
            errors.add(TsError.CAT);
        }
    }

    private void onServiceSection(int pid, Section section, byte[] packets, int packetsLength) {
        if (section.tableId() == ServiceNames.TABLE_ID && section.current()) {
            names.read(section);
        }
    }
}
