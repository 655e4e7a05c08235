package io.ringcast.client.bench.datagram;

import io.ringcast.client.bench.BenchResult.Percentiles;
import io.ringcast.client.bench.BenchResult.Spread;
import io.ringcast.client.bench.BenchResult.Trouble;
import io.ringcast.client.bench.BenchResult.Verdict;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.rtp.DatagramCounts;
import java.util.List;
import java.util.Optional;

/**
 * What a load test of datagrams saw. Rates, times and silences are of the time that was measured; what was verified is of all time.
 *
 * @param stream what was listened to
 * @param carrier {@code rtp} or {@code raw}; {@code ""} when nobody got MPEG-TS
 * @param content {@code mpegts}, or {@code counter} for the numbered packets of test:counter; {@code ""} when nothing came
 * @param seconds how long it was measured
 * @param receivers how many were to be opened
 * @param opened how many were
 * @param silent of these, how many got nothing that counts
 * @param inexact how many missed something, or got it twice, out of order or damaged
 * @param stalled how many got nothing for more than a second
 * @param underRate how many got less than 98 % of what is due
 * @param bitsPerSecond what is due: as it was given, or what most of them got
 * @param receiverBitsPerSecond what one got; the spread over those that are open
 * @param datagrams what came, together; what is known of RTP alone is 0 without it
 * @param oddSizes datagrams that did not carry seven packets of 188 bytes
 * @param brokenPackets packets without a sync byte or with transport_error_indicator
 * @param continuityErrors breaks of the continuity counters; 0 of a counter stream, which has numbers of its own
 * @param counters what was verified of a counter stream
 * @param hostDrops datagrams that came to this host and were thrown away because a socket's buffer was full, where the kernel tells
 * @param gapMillis from one datagram to the next
 * @param jitterMillis of RTP by its time stamps (RFC 3550, 6.4.1) at the end; the spread over those that are open
 * @param latencyMillis of a counter stream, from the stamp of a packet to its arrival; right only as far as both clocks agree
 * @param silenceMillis the longest time without a datagram of one; the spread over those that are open
 * @param receiveBuffer bytes that the kernel holds for each of them
 * @param troubles why receivers were not opened, most frequent first
 */
public record DatagramResult(
        String stream,
        String carrier,
        String content,
        double seconds,
        int receivers,
        int opened,
        int silent,
        int inexact,
        int stalled,
        int underRate,
        double bitsPerSecond,
        Spread receiverBitsPerSecond,
        DatagramCounts datagrams,
        long oddSizes,
        long brokenPackets,
        long continuityErrors,
        CounterReport counters,
        Optional<Long> hostDrops,
        Percentiles gapMillis,
        Optional<Spread> jitterMillis,
        Percentiles latencyMillis,
        Spread silenceMillis,
        int receiveBuffer,
        List<Trouble> troubles) {

    public DatagramResult {
        troubles = List.copyOf(troubles);
    }

    /** The judgement. */
    public Verdict verdict() {
        if (inexact > 0) {
            return Verdict.FAILED;
        }
        if (opened < receivers || silent > 0) {
            return Verdict.INCOMPLETE;
        }
        return stalled > 0 || underRate > 0 ? Verdict.BEHIND : Verdict.OK;
    }
}
