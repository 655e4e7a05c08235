package io.ringcast.protocol.mpegts;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link TsAnalyser} knows of a transport stream.
 *
 * @param seconds time that was measured: by arrival, or by the stream's clock
 * @param byArrival whether intervals were measured by arrival, and not by the stream's own clock
 * @param packets transport packets
 * @param bitrate of all packets, bits per second; 0 where no time was measured
 * @param garbage bytes that are part of no packet
 * @param transportStreamId of the program association table; absent before one was seen
 * @param tables how often the program association table comes; absent before one was seen
 * @param programs in the order of the program association table
 * @param pids those on which packets came or are announced, ascending
 * @param errors all indicators of first and second priority, in their order
 */
public record TsReport(
        double seconds,
        boolean byArrival,
        long packets,
        double bitrate,
        long garbage,
        Optional<Integer> transportStreamId,
        Optional<TableReport> tables,
        List<ProgramReport> programs,
        List<PidReport> pids,
        List<ErrorCount> errors) {

    public TsReport {
        programs = List.copyOf(programs);
        pids = List.copyOf(pids);
        errors = List.copyOf(errors);
    }

    /**
     * How often a table comes.
     *
     * @param version version_number
     * @param averageMillis mean interval
     * @param longestMillis longest interval
     */
    public record TableReport(int version, double averageMillis, double longestMillis) {}

    /**
     * A program.
     *
     * @param number program_number
     * @param name of the service description table, {@code ""} when there is none
     * @param provider likewise
     * @param mapPid PID of its program map table
     * @param pcrPid PID of its clock, 0x1FFF when it has none
     * @param bitrate of its streams and its map, bits per second
     * @param joinPointsPerMinute places where a decoder can start
     * @param map how often its program map table comes
     * @param streams PIDs of its streams, in the order of the map
     */
    public record ProgramReport(
            int number,
            String name,
            String provider,
            int mapPid,
            int pcrPid,
            double bitrate,
            double joinPointsPerMinute,
            TableReport map,
            List<Integer> streams) {

        public ProgramReport {
            streams = List.copyOf(streams);
        }
    }

    /**
     * A PID.
     *
     * @param pid its number
     * @param use a codec such as {@code H264}, or {@code PAT}, {@code CAT}, {@code PMT}, {@code SDT}, {@code PCR}, {@code null},
     *     {@code unknown}
     * @param language three letters, {@code ""} when none is said
     * @param program program_number of the program that has it, 0 when none
     * @param packets packets on it
     * @param bitrate bits per second
     * @param share part of all packets, 0 to 1
     * @param continuityErrors breaks of its continuity counter
     * @param transportErrors packets marked as damaged
     * @param scrambledPackets packets whose payload is not in the clear
     * @param clock figures of the PCRs on it
     */
    public record PidReport(
            int pid,
            String use,
            String language,
            int program,
            long packets,
            double bitrate,
            double share,
            long continuityErrors,
            long transportErrors,
            long scrambledPackets,
            Optional<ClockReport> clock) {}

    /**
     * Program clock references of a PID.
     *
     * @param count how many
     * @param averageMillis mean interval by their values
     * @param longestMillis longest interval by their values
     * @param discontinuities jumps that the stream announced
     * @param jitterMillis spread of their arrival within ten seconds beside a drift of the clocks, where arrival was measured
     * @param accuracyNanos the worst error against a constant bit rate, where the rate is constant
     */
    public record ClockReport(
            long count,
            double averageMillis,
            double longestMillis,
            long discontinuities,
            Optional<Double> jitterMillis,
            Optional<Double> accuracyNanos) {}

    /**
     * An indicator of ETSI TR 101 290.
     *
     * @param indicator its number, for example {@code 1.4}
     * @param name its name, for example {@code Continuity_count_error}
     * @param count how often it was raised
     */
    public record ErrorCount(String indicator, String name, long count) {}

    /** The same with other counts of errors. */
    public TsReport withErrors(List<ErrorCount> counts) {
        return new TsReport(
                seconds, byArrival, packets, bitrate, garbage, transportStreamId, tables, programs, pids, counts);
    }

    /** The report for people, several lines. */
    public String text() {
        return ReportText.of(this);
    }
}
