package io.ringcast.daemon.fanout;

import io.ringcast.daemon.transport.TcpInfo;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What the kernel said of a listener's connection at one moment.
 *
 * @param age how long ago it was asked, counted from the listener's end where it has ended
 * @param rtt smoothed round trip time
 * @param rttVariance its mean deviation
 * @param cwndSegments congestion window
 * @param segmentBytes bytes of a segment
 * @param retransmits segments sent again since the connection stands
 * @param retransmitting retransmission timeouts since something was last acknowledged
 * @param unackedSegments segments in flight; empty when the kernel had ended the connection before it was asked
 * @param probes probes of a closed window that were not answered yet; empty as before
 * @param lastAck how long before that the peer had last acknowledged anything
 * @param zeroWindow the peer has closed its window: inferred from the probes' timer, which runs only then
 */
public record TcpSample(
        Duration age,
        Duration rtt,
        Duration rttVariance,
        long cwndSegments,
        long segmentBytes,
        long retransmits,
        int retransmitting,
        OptionalLong unackedSegments,
        OptionalLong probes,
        Duration lastAck,
        boolean zeroWindow) {

    /** What {@code info} says, which was asked {@code age} ago. */
    static TcpSample of(TcpInfo info, Duration age, boolean zeroWindow) {
        return new TcpSample(
                age,
                micros(info.rttMicros()),
                micros(info.rttVarianceMicros()),
                info.cwndSegments(),
                info.segmentBytes(),
                info.retransmits(),
                info.retransmitting(),
                info.closed() ? OptionalLong.empty() : OptionalLong.of(info.unackedSegments()),
                info.closed() ? OptionalLong.empty() : OptionalLong.of(info.probes()),
                Duration.ofMillis(info.lastAckMillis()),
                zeroWindow);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }
}
