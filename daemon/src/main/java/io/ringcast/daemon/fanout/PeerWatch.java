package io.ringcast.daemon.fanout;

import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Watches the peers of one event loop once a second: remembers what an end record will need, asks the kernel about connections, lets peers
 * pause as long as their policy does, and finds those that have vanished.
 *
 * <p>The kernel's own limit ({@code TCP_USER_TIMEOUT}) ends a peer that pauses just as one that has vanished. So it is taken off as soon
 * as a peer is seen to pause, and from then on a peer has vanished when several questions of the kernel stay without an answer: those that
 * pause acknowledge every probe of their closed window. A second makes no garbage for a listener. Belongs to its loop.
 */
final class PeerWatch {

    /** A peer that takes nothing for so long pauses. */
    private static final long PAUSE_NANOS = 2_000_000_000L;

    /** A peer that has acknowledged nothing for so long, though it was asked, has vanished. */
    private static final long VANISHED_MILLIS = 20_000;

    /** Questions that must have stayed without an answer: one may have been lost, and a new one is on its way for a moment. */
    private static final int UNANSWERED = 2;

    /** Seconds after which the kernel is asked about a listener that flows; about one whose channel is full, every second. */
    private static final int ROUND = 8;

    private static final long SECOND = 1_000_000_000L;

    /** A look that comes this much too late says that something held up the loop. */
    private static final long LATE_NANOS = 250_000_000L;

    private final TcpInfoReader reader = new TcpInfoReader();
    private final HostLoad load;
    private final Map<Stream, RateMeter> sources = new HashMap<>();
    private final List<Listener> vanished = new ArrayList<>();

    private long round;
    private long lookedNanos;
    private boolean looked;

    PeerWatch(long now) {
        load = new HostLoad(now);
    }

    /** The look of this second begins. */
    void begin(long now) {
        round++;
        long late = lateNanos(now);
        if (late > 0) {
            load.late(now, late);
        }
        looked = true;
        lookedNanos = now;
    }

    /** A walk took too long. */
    void overran(long now, long tookNanos) {
        load.late(now, tookNanos);
    }

    /** What the source of {@code stream} brings; once a second. */
    OptionalLong source(Stream stream, long now) {
        long head = stream.ring().head();
        RateMeter meter = sources.computeIfAbsent(stream, unknown -> new RateMeter(now, head));
        OptionalLong rate = meter.perSecond(now, head);
        meter.sample(now, head);
        return rate;
    }

    /** Nobody on this loop listens to it any more. */
    void forget(Stream stream) {
        sources.remove(stream);
    }

    /** Looks at one listener that was settled a moment ago. */
    void look(Listener listener, long lagNanos, OptionalLong sourceRate, long now) {
        ListenerHistory history = listener.history;
        history.sample(now, listener.delivered(), lagNanos, sourceRate);
        history.stalled(listener.stalledNanos(now));
        boolean full = listener.place == Listener.Place.OUT;
        boolean asked = (full || history.patient() || listener.id() % ROUND == round % ROUND) && ask(listener, now);
        boolean pauses = asked && ((full && history.stalledNanos() >= PAUSE_NANOS) || history.zeroWindow());
        if (pauses && !history.patient()) {
            history.patient(true);
            listener.channel.paused(true);
        } else if (asked
                && history.patient()
                && !full
                && history.stalledNanos() < PAUSE_NANOS
                && !history.zeroWindow()) {
            history.patient(false);
            listener.channel.paused(false);
        }
        if (asked && history.patient() && isVanished(history.tcp())) {
            vanished.add(listener);
        }
    }

    /** Takes down how {@code listener} is at this moment, while its channel is open: it is about to end, or somebody asks. */
    void examine(Listener listener, long now) {
        listener.history.stalled(listener.settle(now));
        ask(listener, now);
    }

    /** Asks the kernel about {@code listener}. Returns false where it does not tell. */
    private boolean ask(Listener listener, long now) {
        ListenerHistory history = listener.history;
        boolean full = listener.place == Listener.Place.OUT;
        if (full) {
            history.full(now);
        }
        if (!listener.channel.tcpInfo(reader, history.tcp())) {
            return false;
        }
        history.tcpTaken(now, full);
        return true;
    }

    /** Those that were found to have vanished since this was last asked. */
    List<Listener> vanished() {
        List<Listener> found = List.copyOf(vanished);
        vanished.clear();
        return found;
    }

    /** Which side made {@code listener} slow, from what was last seen of it. */
    EndDiagnosis diagnose(Listener listener, long now) {
        ListenerHistory history = listener.history;
        // What holds the loop up now has not been counted yet.
        long late = lateNanos(now);
        return EndDiagnosis.of(new EndDiagnosis.Figures(
                history.delivery(now, listener.delivered()),
                listener.place == Listener.Place.OUT || history.wasFull(now),
                history.pathLimited(),
                load.overruns(now) + (late > 0 ? 1 : 0),
                Duration.ofNanos(Math.max(late, load.worstNanos(now)))));
    }

    /** How late the next look is already; 0 when it is not. */
    private long lateNanos(long now) {
        long late = looked ? now - lookedNanos - SECOND : 0;
        return late > LATE_NANOS ? late : 0;
    }

    private static boolean isVanished(TcpInfo tcp) {
        return !tcp.closed()
                && tcp.lastAckMillis() >= VANISHED_MILLIS
                && (tcp.unackedSegments() > 0 ? tcp.retransmitting() : tcp.probes()) >= UNANSWERED;
    }
}
