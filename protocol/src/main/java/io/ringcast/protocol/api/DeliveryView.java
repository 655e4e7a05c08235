package io.ringcast.protocol.api;

import java.util.List;
import java.util.Optional;

/**
 * How the bytes of a listener reached its peer, as the admin API shows it. What is not known is left out.
 *
 * @param stalledSeconds for how long the kernel had taken nothing although bytes waited, 0 when it flowed
 * @param bytesPerSecond what the kernel took in the last seconds
 * @param meanBytesPerSecond the same since it connected
 * @param sourceBytesPerSecond what the source brought in the last seconds
 * @param lagMinuteSeconds the largest lag in each of the last sixteen times 3.75 s, oldest first; shorter in the first minute
 * @param tcp what the kernel says of the connection
 */
public record DeliveryView(
        double stalledSeconds,
        Optional<Long> bytesPerSecond,
        Optional<Long> meanBytesPerSecond,
        Optional<Long> sourceBytesPerSecond,
        List<Double> lagMinuteSeconds,
        Optional<TcpView> tcp) {

    public DeliveryView {
        lagMinuteSeconds = List.copyOf(lagMinuteSeconds);
    }

    /**
     * What the kernel said of a connection (Linux: {@code TCP_INFO}).
     *
     * @param ageSeconds how long ago it was asked; in an end record, before the end
     * @param rttMillis smoothed round trip time
     * @param rttVarianceMillis its mean deviation
     * @param retransmits segments sent again since the connection stands
     * @param retransmitting retransmission timeouts since something was last acknowledged
     * @param cwnd congestion window, segments
     * @param segmentBytes bytes of a segment
     * @param unacked segments in flight
     * @param probes probes of a closed window that were not answered yet
     * @param lastAckSeconds how long before that the peer had last acknowledged anything
     * @param zeroWindow whether the peer has closed its window, inferred from the timer that probes it
     */
    public record TcpView(
            double ageSeconds,
            double rttMillis,
            double rttVarianceMillis,
            long retransmits,
            int retransmitting,
            long cwnd,
            long segmentBytes,
            Optional<Long> unacked,
            Optional<Long> probes,
            double lastAckSeconds,
            boolean zeroWindow) {}
}
