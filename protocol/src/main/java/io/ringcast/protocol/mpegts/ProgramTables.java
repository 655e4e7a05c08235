package io.ringcast.protocol.mpegts;

import io.netty.util.collection.IntObjectHashMap;
import io.ringcast.protocol.mpegts.ProgramAssociation.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a transport stream as they stand now: its program association table and the program map tables that it names, with the
 * very packets that carried them last.
 *
 * <p>Fed with every packet of the PIDs for which {@link #isTablePid} is true. Bounded: the first {@value #MAX_PROGRAMS} programs of an
 * association table of at most {@value #MAX_SECTIONS} sections. Belongs to the thread that feeds it.
 */
public final class ProgramTables {

    /** Programs that are followed; those behind them in the table are not looked at. */
    public static final int MAX_PROGRAMS = 64;

    /** Sections of an association table that are followed; each names up to 253 programs. */
    public static final int MAX_SECTIONS = 4;

    /** A table section that was seen, with its packets, which are copied whenever it comes again. */
    private static final class Seen {
        final int crc;
        final byte[] section;
        long order;
        byte[] packets = new byte[0];

        Seen(Section section) {
            this.crc = section.crc();
            this.section = section.copy();
        }

        void store(byte[] from, int length, long arrival) {
            order = arrival;
            if (packets.length != length) {
                packets = new byte[length];
            }
            System.arraycopy(from, 0, packets, 0, length);
        }
    }

    /** A program of the association table, with its map once that has been seen. */
    private static final class Entry {
        final Program program;

        @Nullable
        Seen seen;

        @Nullable
        ProgramMap map;

        Entry(Program program) {
            this.program = program;
        }
    }

    private final SectionAssembler.Sink observer;
    private final SectionAssembler associationSections = new SectionAssembler(TsPacket.PAT_PID, this::onSection);
    private final IntObjectHashMap<SectionAssembler> mapSections = new IntObjectHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    private @Nullable Seen[] associationSeen = new Seen[0];
    private List<List<Program>> associationPrograms = List.of();
    private int associationId;
    private int associationVersion;
    private boolean associationWhole;
    private long arrivals;
    private long changes;
    private long endedCrcErrors;

    public ProgramTables() {
        this((pid, section, packets, length) -> {});
    }

    /** @param observer is shown every section, of whatever table, before it is read */
    ProgramTables(SectionAssembler.Sink observer) {
        this.observer = observer;
    }

    /** Whether packets of {@code pid} are to be given to {@link #read}. */
    public boolean isTablePid(int pid) {
        return pid == TsPacket.PAT_PID || mapSections.containsKey(pid);
    }

    /** Reads a packet (borrowed); true when what the tables say has changed by it. */
    public boolean read(TsPacket packet) {
        long before = changes;
        if (packet.pid() == TsPacket.PAT_PID) {
            associationSections.read(packet);
        } else {
            SectionAssembler sections = mapSections.get(packet.pid());
            if (sections != null) {
                sections.read(packet);
            }
        }
        return changes != before;
    }

    /** The association table; empty until all of its sections have been seen. */
    public Optional<ProgramAssociation> association() {
        if (!associationWhole) {
            return Optional.empty();
        }
        List<Program> programs =
                associationPrograms.stream().flatMap(List::stream).toList();
        return Optional.of(new ProgramAssociation(associationId, associationVersion, programs));
    }

    /** The map of the first program, in the order of the association table, whose map has been seen. */
    public Optional<ProgramMap> firstProgram() {
        if (!associationWhole) {
            return Optional.empty();
        }
        for (Entry entry : entries) {
            if (entry.map != null) {
                return Optional.of(entry.map);
            }
        }
        return Optional.empty();
    }

    /** The maps that have been seen, in the order of the association table. */
    public List<ProgramMap> programs() {
        List<ProgramMap> programs = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.map != null) {
                programs.add(entry.map);
            }
        }
        return programs;
    }

    /** Everything that the tables say, as a value; empty until the association table and one map are known. */
    Optional<ProgramLayout> layout() {
        if (firstProgram().isEmpty()) {
            return Optional.empty();
        }
        List<byte[]> association = new ArrayList<>();
        for (Seen seen : associationSeen) {
            if (seen != null) {
                association.add(seen.section);
            }
        }
        List<ProgramLayout.Program> programs = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.map != null && entry.seen != null) {
                programs.add(new ProgramLayout.Program(entry.program.mapPid(), entry.map, entry.seen.section));
            }
        }
        return Optional.of(new ProgramLayout(associationId, associationVersion, association, programs));
    }

    /** PIDs of the program map tables. */
    public int[] mapPids() {
        int[] pids = new int[mapSections.size()];
        int count = 0;
        for (int pid : mapSections.keySet()) {
            pids[count++] = pid;
        }
        return pids;
    }

    /** Table sections whose CRC_32 did not match. */
    public long crcErrors() {
        long errors = endedCrcErrors + associationSections.crcErrors();
        for (SectionAssembler sections : mapSections.values()) {
            errors += sections.crcErrors();
        }
        return errors;
    }

    /**
     * The packets that carried the tables last, bit for bit: the association table first, then the maps, each packet once, each PID in
     * the order of the stream. Empty until the association table and one map are known. The array is the caller's.
     */
    public byte[] packets() {
        if (firstProgram().isEmpty()) {
            return new byte[0];
        }
        List<Seen> association = new ArrayList<>();
        for (Seen seen : associationSeen) {
            if (seen != null) {
                association.add(seen);
            }
        }
        List<Seen> maps = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.seen != null) {
                maps.add(entry.seen);
            }
        }
        association.sort(Comparator.comparingLong(seen -> seen.order));
        maps.sort(Comparator.comparingLong(seen -> seen.order));
        association.addAll(maps);
        return TablePackets.join(association.stream().map(seen -> seen.packets).toList());
    }

    private void onSection(int pid, Section section, byte[] packets, int packetsLength) {
        observer.onSection(pid, section, packets, packetsLength);
        if (!section.current()) {
            return;
        }
        if (pid == TsPacket.PAT_PID && section.tableId() == ProgramAssociation.TABLE_ID) {
            onAssociation(section, packets, packetsLength);
        } else if (pid != TsPacket.PAT_PID && section.tableId() == ProgramMap.TABLE_ID) {
            onMap(pid, section, packets, packetsLength);
        }
    }

    private void onAssociation(Section section, byte[] packets, int packetsLength) {
        int number = section.number();
        int count = section.lastNumber() + 1;
        if (number >= count || count > MAX_SECTIONS) {
            return;
        }
        boolean otherTable = associationSeen.length != count
                || associationVersion != section.version()
                || associationId != section.tableIdExtension();
        if (otherTable) {
            associationSeen = new Seen[count];
            associationPrograms = new ArrayList<>(Collections.nCopies(count, List.of()));
            associationVersion = section.version();
            associationId = section.tableIdExtension();
            associationWhole = false;
        }
        Seen seen = associationSeen[number];
        if (seen == null || seen.crc != section.crc()) {
            seen = new Seen(section);
            associationSeen[number] = seen;
            associationPrograms.set(number, ProgramAssociation.programs(section));
            changes++;
            associationWhole = Arrays.stream(associationSeen).allMatch(Objects::nonNull);
            if (associationWhole) {
                follow(associationPrograms.stream().flatMap(List::stream).toList());
            }
        }
        seen.store(packets, packetsLength, arrivals++);
    }

    /** Follows the maps of {@code programs}; what is known of those that stay is kept. */
    private void follow(List<Program> programs) {
        List<Entry> old = List.copyOf(entries);
        entries.clear();
        for (Program program : programs.subList(0, Math.min(programs.size(), MAX_PROGRAMS))) {
            if (program.mapPid() == TsPacket.PAT_PID || program.mapPid() == TsPacket.NULL_PID) {
                continue;
            }
            entries.add(old.stream()
                    .filter(entry -> entry.program.equals(program))
                    .findFirst()
                    .orElseGet(() -> new Entry(program)));
        }
        mapSections.entries().iterator().forEachRemaining(sections -> {
            if (entries.stream().noneMatch(entry -> entry.program.mapPid() == sections.key())) {
                endedCrcErrors += sections.value().crcErrors();
            }
        });
        mapSections.keySet().removeIf(pid -> entries.stream().noneMatch(entry -> entry.program.mapPid() == pid));
        for (Entry entry : entries) {
            int pid = entry.program.mapPid();
            if (!mapSections.containsKey(pid)) {
                mapSections.put(pid, new SectionAssembler(pid, this::onSection));
            }
        }
    }

    private void onMap(int pid, Section section, byte[] packets, int packetsLength) {
        for (Entry entry : entries) {
            if (entry.program.mapPid() == pid && entry.program.number() == section.tableIdExtension()) {
                Seen seen = entry.seen;
                if (seen == null || seen.crc != section.crc()) {
                    seen = new Seen(section);
                    entry.seen = seen;
                    entry.map = ProgramMap.parse(section);
                    changes++;
                }
                seen.store(packets, packetsLength, arrivals++);
                return;
            }
        }
    }
}
