package io.ringcast.daemon.fanout;

import io.ringcast.daemon.transport.TcpInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a listener so that its end can be explained: its lag and its rate of late, and what the kernel last said of its
 * connection. Some 400 bytes, and a second adds no garbage. Belongs to the listener's event loop.
 */
final class ListenerHistory {

    /** Bits of {@link #limits} that are looked at: as many of the newest samples. */
    private static final int LIMITS = 8;

    /** Between two looks something is always under way; nobody has stalled for that. */
    private static final long BREATH_NANOS = 500_000_000L;

    private static final long RECENT_NANOS = 3_000_000_000L;

    private final LagMinute lag;
    private final RateMeter rate;

    private OptionalLong sourceBytesPerSecond = OptionalLong.empty();
    private long stalledNanos;

    private @Nullable TcpInfo tcp;
    private boolean tcpKnown;
    private long tcpNanos;
    private boolean zeroWindow;
    /** One bit for each sample of a full channel, the newest lowest: whether the path was its limit, not the peer's window. */
    private int limits;

    private int limitsTaken;
    private boolean everFull;
    private long fullNanos;
    private boolean patient;

    ListenerHistory(long nowNanos) {
        lag = new LagMinute(nowNanos);
        rate = new RateMeter(nowNanos, 0);
    }

    /** Once a second. */
    void sample(long nowNanos, long delivered, long lagNanos, OptionalLong source) {
        lag.add(nowNanos, lagNanos);
        rate.sample(nowNanos, delivered);
        sourceBytesPerSecond = source;
    }

    /** Its channel was seen full. */
    void full(long nowNanos) {
        everFull = true;
        fullNanos = nowNanos;
    }

    /** Whether its channel was full in the last three seconds: what came late then came late because of its peer. */
    boolean wasFull(long nowNanos) {
        return everFull && nowNanos - fullNanos < RECENT_NANOS;
    }

    /** The kernel has taken nothing for so long although bytes waited. */
    void stalled(long nanos) {
        stalledNanos = nanos < BREATH_NANOS ? 0 : nanos;
    }

    long stalledNanos() {
        return stalledNanos;
    }

    /** Where the kernel's answers go; {@link #tcpTaken} follows when there was one. */
    TcpInfo tcp() {
        TcpInfo known = tcp;
        if (known == null) {
            known = new TcpInfo();
            tcp = known;
        }
        return known;
    }

    /**
     * {@link #tcp()} was filled.
     *
     * @param full whether the kernel had more of its bytes than it could send
     */
    void tcpTaken(long nowNanos, boolean full) {
        TcpInfo info = tcp();
        tcpKnown = true;
        tcpNanos = nowNanos;
        // RFC 9293, 3.8.6.1: with nothing in flight and bytes waiting, the only timer that runs is the one that probes
        // a
        // closed window, and it is doubled with each probe, answered or not.
        zeroWindow = !info.closed() && info.unackedSegments() == 0 && (info.backoff() > 0 || info.probes() > 0);
        if (full && !info.closed()) {
            limits = (limits << 1) | (isPathLimited(info) ? 1 : 0);
            limitsTaken = Math.min(LIMITS, limitsTaken + 1);
        }
    }

    boolean zeroWindow() {
        return zeroWindow;
    }

    /** Whether the kernel's own patience with the peer has been taken off, because the peer has paused. */
    boolean patient() {
        return patient;
    }

    void patient(boolean now) {
        patient = now;
    }

    /** Of the last samples of a full channel, whether most had as much in flight as the path allowed; empty without samples. */
    Optional<Boolean> pathLimited() {
        if (limitsTaken == 0) {
            return Optional.empty();
        }
        int path = Integer.bitCount(limits & ((1 << limitsTaken) - 1));
        return Optional.of(2 * path >= limitsTaken);
    }

    Delivery delivery(long nowNanos, long delivered) {
        TcpInfo info = tcp;
        return new Delivery(
                Duration.ofNanos(stalledNanos),
                rate.perSecond(nowNanos, delivered),
                sourceBytesPerSecond,
                Delivery.Lags.of(lag.millis()),
                info == null || !tcpKnown
                        ? Optional.empty()
                        : Optional.of(TcpSample.of(info, Duration.ofNanos(nowNanos - tcpNanos), zeroWindow)));
    }

    /**
     * A full channel whose peer's window is open has the congestion window in flight (a pacing congestion control such as BBR about half of
     * it), or is sending again what was lost; one whose peer reads slowly has little or nothing in flight, because the window is closed.
     */
    private static boolean isPathLimited(TcpInfo info) {
        return info.retransmitting() > 0 || 5 * info.unackedSegments() >= 2 * Math.max(1, info.cwndSegments());
    }
}
