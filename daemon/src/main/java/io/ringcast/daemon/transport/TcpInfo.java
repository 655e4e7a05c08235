package io.ringcast.daemon.transport;

import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.uring.IoUringTcpInfo;

/**
 * What the kernel knew of one TCP connection when it was asked ({@code TCP_INFO}, tcp(7)): figures that a {@link TcpInfoReader} fills in
 * again and again. Belongs to one event loop.
 */
public final class TcpInfo {

    /** {@code TCP_CLOSE} of linux/tcp_states.h: the kernel has ended the connection, and what it had queued is gone. */
    private static final int STATE_CLOSED = 7;

    private boolean closed;
    private long rttMicros;
    private long rttVarianceMicros;
    private int retransmitting;
    private long retransmits;
    private int probes;
    private int backoff;
    private long unackedSegments;
    private long cwndSegments;
    private long segmentBytes;
    private long lastAckMillis;

    /** The kernel has ended the connection: what was in flight and what was probed is not known any more. */
    public boolean closed() {
        return closed;
    }

    /** Smoothed round trip time. */
    public long rttMicros() {
        return rttMicros;
    }

    /** Its mean deviation. */
    public long rttVarianceMicros() {
        return rttVarianceMicros;
    }

    /** Timeouts of the retransmission timer since something was last acknowledged. */
    public int retransmitting() {
        return retransmitting;
    }

    /** Segments sent again since the connection stands. */
    public long retransmits() {
        return retransmits;
    }

    /** Probes of a closed window, or of keepalive, that were not answered yet. */
    public int probes() {
        return probes;
    }

    /** How often the timer that runs was doubled: of retransmission while something is in flight, else of window probes. */
    public int backoff() {
        return backoff;
    }

    /** Segments in flight. */
    public long unackedSegments() {
        return unackedSegments;
    }

    /** Congestion window: segments that may be in flight. */
    public long cwndSegments() {
        return cwndSegments;
    }

    /** Bytes of a segment. */
    public long segmentBytes() {
        return segmentBytes;
    }

    /** How long ago the peer last acknowledged anything, a probe of its closed window too. */
    public long lastAckMillis() {
        return lastAckMillis;
    }

    /** For connections that are none of the kernel's: fills in what a reader would have. */
    public TcpInfo rtt(long micros, long varianceMicros) {
        closed = false;
        rttMicros = micros;
        rttVarianceMicros = varianceMicros;
        return this;
    }

    /** See {@link #rtt(long, long)}. */
    public TcpInfo flight(long unacked, long cwnd, long bytes) {
        closed = false;
        unackedSegments = unacked;
        cwndSegments = cwnd;
        segmentBytes = bytes;
        return this;
    }

    /** See {@link #rtt(long, long)}. */
    public TcpInfo loss(int timeouts, long total) {
        closed = false;
        retransmitting = timeouts;
        retransmits = total;
        return this;
    }

    /** See {@link #rtt(long, long)}. */
    public TcpInfo probing(int unanswered, int doublings, long sinceAckMillis) {
        closed = false;
        probes = unanswered;
        backoff = doublings;
        lastAckMillis = sinceAckMillis;
        return this;
    }

    void take(EpollTcpInfo info) {
        closed = info.state() == STATE_CLOSED;
        rttMicros = info.rtt();
        rttVarianceMicros = info.rttvar();
        retransmitting = info.retransmits();
        retransmits = info.totalRetrans();
        probes = info.probes();
        backoff = info.backoff();
        unackedSegments = info.unacked();
        cwndSegments = info.sndCwnd();
        segmentBytes = info.sndMss();
        lastAckMillis = info.lastAckRecv();
    }

    void take(IoUringTcpInfo info) {
        closed = info.state() == STATE_CLOSED;
        rttMicros = info.rtt();
        rttVarianceMicros = info.rttvar();
        retransmitting = info.retransmits();
        retransmits = info.totalRetrans();
        probes = info.probes();
        backoff = info.backoff();
        unackedSegments = info.unacked();
        cwndSegments = info.sndCwnd();
        segmentBytes = info.sndMss();
        lastAckMillis = info.lastAckRecv();
    }
}
