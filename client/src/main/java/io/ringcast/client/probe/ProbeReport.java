package io.ringcast.client.probe;

import io.ringcast.protocol.mpegts.TsReport;
import java.util.List;
import java.util.Optional;

/**
 * What a probe found; {@code ringcast probe --json} writes it as it is.
 *
 * @param stream what was probed
 * @param seconds how long it was read
 * @param bytes of the stream, without headers of datagrams
 * @param bitsPerSecond how fast they came, from the first byte on; absent for a file
 * @param firstByteMillis from the begin, with the connecting, until the first byte came; absent for a file
 * @param format short name of what it is, for example {@code mpegts}; {@code opaque} when nothing was recognised
 * @param mediaType what HTTP calls it, {@code ""} when it is no media
 * @param mediaSeconds how much of it was read by its own clock; absent when it has none
 * @param joinPoints places where a decoder can start, as a listener of Ringcast would be let in
 * @param garbageBytes bytes that are part of no unit of the format
 * @param mpegts the analysis of a transport stream
 * @param datagrams how the datagrams came that it was in
 * @param remark what people should know of this format of stream, absent when there is nothing
 * @param trouble why it was read no further, where it neither ended nor the time was over
 */
public record ProbeReport(
        String stream,
        double seconds,
        long bytes,
        Optional<Double> bitsPerSecond,
        Optional<Double> firstByteMillis,
        String format,
        String mediaType,
        Optional<Double> mediaSeconds,
        long joinPoints,
        long garbageBytes,
        Optional<TsReport> mpegts,
        Optional<DatagramReport> datagrams,
        Optional<String> remark,
        Optional<String> trouble) {

    /**
     * How datagrams came.
     *
     * @param carrier {@code rtp} or {@code raw}, as the last sender has it; {@code ""} when none carried MPEG-TS
     * @param senders addresses that they came from, at most eight
     * @param received all that came
     * @param garbage those without MPEG-TS
     * @param strangers those of another sender in between
     * @param lost RTP packets that never came, or too late
     * @param late those of the lost that came after all
     * @param duplicates RTP packets that came again
     * @param reordered RTP packets that came behind a later one
     * @param restarts times that the sequence began anew
     * @param lossShare part of all RTP packets that was lost, 0 to 1
     * @param sizes of datagrams, the most frequent first, at most eight
     * @param gaps time from one datagram to the next
     * @param receiveBuffer bytes that the kernel holds for a receiver that is late
     */
    public record DatagramReport(
            String carrier,
            List<String> senders,
            long received,
            long garbage,
            long strangers,
            long lost,
            long late,
            long duplicates,
            long reordered,
            long restarts,
            double lossShare,
            List<Size> sizes,
            Optional<Gaps> gaps,
            int receiveBuffer) {

        public DatagramReport {
            senders = List.copyOf(senders);
            sizes = List.copyOf(sizes);
        }
    }

    /** So many datagrams had so many bytes, with the headers of RTP and without those of UDP and IP. */
    public record Size(int bytes, long datagrams) {}

    /** Times in milliseconds. */
    public record Gaps(double min, double mean, double p50, double p99, double max) {}
}
