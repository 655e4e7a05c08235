package io.ringcast.protocol.mpegts;

import io.ringcast.protocol.mpegts.TsReport.ClockReport;
import io.ringcast.protocol.mpegts.TsReport.ErrorCount;
import io.ringcast.protocol.mpegts.TsReport.PidReport;
import io.ringcast.protocol.mpegts.TsReport.ProgramReport;
import io.ringcast.protocol.mpegts.TsReport.TableReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes a value of what the analyser knows. */
final class ReportBuilder {

    private static final double BITS = TsPacket.SIZE * 8.0;

    private final TableWatch watch;
    private final ErrorCounts errors;
    private final List<PidState> seen;
    private final StreamTime time;
    private double seconds;
    private long packets;

    ReportBuilder(TableWatch watch, ErrorCounts errors, List<PidState> seen, StreamTime time) {
        this.watch = watch;
        this.errors = errors;
        this.seen = seen;
        this.time = time;
    }

    /** @param ticks the time that was measured */
    TsReport build(long allPackets, long garbage, long ticks) {
        packets = allPackets;
        seconds = time.running() ? Math.max(0, (double) ticks / TsClock.FREQUENCY) : 0;
        Optional<ProgramAssociation> association = watch.tables().association();
        return new TsReport(
                seconds,
                time.byArrival(),
                packets,
                rate(packets),
                garbage,
                association.map(ProgramAssociation::transportStreamId),
                association.map(table -> table(table.version(), watch.associations())),
                programs(association),
                pids(association),
                errorCounts());
    }

    private List<ProgramReport> programs(Optional<ProgramAssociation> association) {
        List<ProgramReport> programs = new ArrayList<>();
        for (ProgramMap map : watch.tables().programs()) {
            programs.add(program(map, mapPid(association, map.programNumber())));
        }
        return programs;
    }

    private ProgramReport program(ProgramMap map, int mapPid) {
        long count = packetsOf(mapPid);
        long joinPoints = 0;
        List<Integer> streams = new ArrayList<>();
        for (ElementaryStream stream : map.streams()) {
            streams.add(stream.pid());
            count += packetsOf(stream.pid());
        }
        for (PidState state : seen) {
            if (state.stream != null && state.program == map.programNumber() && state.joins != null) {
                joinPoints += state.joinPoints;
            }
        }
        Optional<ServiceNames.Name> name = watch.name(map.programNumber());
        return new ProgramReport(
                map.programNumber(),
                name.map(ServiceNames.Name::service).orElse(""),
                name.map(ServiceNames.Name::provider).orElse(""),
                mapPid,
                map.pcrPid(),
                rate(count),
                seconds > 0 ? joinPoints * 60 / seconds : 0,
                table(map.version(), watch.maps(mapPid).orElseGet(Repetition::new)),
                streams);
    }

    private List<PidReport> pids(Optional<ProgramAssociation> association) {
        return seen.stream()
                .sorted(Comparator.comparingInt(state -> state.pid))
                .map(state -> pid(state, association))
                .toList();
    }

    private PidReport pid(PidState state, Optional<ProgramAssociation> association) {
        ElementaryStream stream = state.stream;
        return new PidReport(
                state.pid,
                stream != null ? stream.codec().name() : use(state, association),
                stream != null ? stream.language() : "",
                state.program,
                state.packets,
                rate(state.packets),
                packets == 0 ? 0 : (double) state.packets / packets,
                state.continuityErrors,
                state.transportErrors,
                state.scrambledPackets,
                Optional.ofNullable(state.clock).map(this::clock));
    }

    private static String use(PidState state, Optional<ProgramAssociation> association) {
        return switch (state.pid) {
            case TsPacket.PAT_PID -> "PAT";
            case 0x0001 -> "CAT";
            case ServiceNames.PID -> "SDT";
            case TsPacket.NULL_PID -> "null";
            default -> {
                boolean map = association.stream()
                        .flatMap(table -> table.programs().stream())
                        .anyMatch(program -> program.mapPid() == state.pid);
                yield map ? "PMT" : state.clock != null ? "PCR" : "unknown";
            }
        };
    }

    private ClockReport clock(PcrMeter meter) {
        return new ClockReport(
                meter.count(),
                meter.averageInterval(),
                meter.longestInterval(),
                meter.discontinuities(),
                meter.jitter(),
                meter.accuracy());
    }

    private List<ErrorCount> errorCounts() {
        List<ErrorCount> counts = new ArrayList<>();
        for (TsError error : TsError.values()) {
            counts.add(new ErrorCount(error.number(), error.title(), errors.of(error)));
        }
        return counts;
    }

    private static int mapPid(Optional<ProgramAssociation> association, int program) {
        return association.stream()
                .flatMap(table -> table.programs().stream())
                .filter(entry -> entry.number() == program)
                .mapToInt(ProgramAssociation.Program::mapPid)
                .findFirst()
                .orElse(TsPacket.NULL_PID);
    }

    private long packetsOf(int pid) {
        for (PidState state : seen) {
            if (state.pid == pid) {
                return state.packets;
            }
        }
        return 0;
    }

    private double rate(long count) {
        return seconds > 0 ? count * BITS / seconds : 0;
    }

    private static TableReport table(int version, Repetition repetition) {
        return new TableReport(version, millis(repetition.average()), millis(repetition.longest()));
    }

    private static double millis(long ticks) {
        return ticks * 1000.0 / TsClock.FREQUENCY;
    }
}
