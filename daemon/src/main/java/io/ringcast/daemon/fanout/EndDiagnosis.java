package io.ringcast.daemon.fanout;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which side made a listener slow, told from figures.
 *
 * <pre>
 *   nothing acknowledged although asked ──────────────────────────► path: the peer has vanished
 *   its channel was full ─┬─ nothing taken ─┬─ window closed ─────► peer: stopped reading
 *                         │                 └─ bytes in flight ───► path: delivers nothing
 *                         └─ less than the source brings ─┬───────► path: as much in flight as it allows
 *                                                         └───────► peer: reads too slowly, little in flight
 *   its channel had room, or took as much as came ── late ticks ──► host
 * </pre>
 *
 * @param side empty when the figures do not tell
 * @param text one line for people, {@code ""} when there is nothing to say
 */
record EndDiagnosis(Optional<Side> side, String text) {

    /** Nothing is known. */
    static final EndDiagnosis NONE = new EndDiagnosis(Optional.empty(), "");

    /** A pause shorter than this is a breath. */
    private static final Duration STOPPED = Duration.ofSeconds(1);

    /** A slow one that takes nothing for so long has stopped. */
    private static final Duration BETWEEN_PIECES = Duration.ofSeconds(4);

    /** Nothing acknowledged for so long, though it was asked: nobody is there. */
    private static final Duration DEAD = Duration.ofSeconds(10);

    /** A path that brings less than this share of what the source does is too thin. */
    private static final double ENOUGH = 0.95;

    /**
     * What a diagnosis is made from.
     *
     * @param delivery the listener's
     * @param full whether its channel was full of late: it had been given more than the kernel took
     * @param pathLimited of samples of the full channel, whether most had as much in flight as the path allowed; empty without samples
     * @param overruns how often its event loop was late in the last ten seconds
     * @param worst the longest of these
     */
    record Figures(Delivery delivery, boolean full, Optional<Boolean> pathLimited, int overruns, Duration worst) {}

    static EndDiagnosis of(Figures figures) {
        EndDiagnosis found = downstream(figures);
        if (figures.overruns == 0) {
            return found;
        }
        String host = figures.overruns == 1
                ? "host: tick overran, " + millis(figures.worst)
                : "host: tick overran %d times in 10 s, worst %s".formatted(figures.overruns, millis(figures.worst));
        // Bytes that the kernel had and could not send were not late because of us; all the same, it may have mattered.
        return found.text.isEmpty()
                ? new EndDiagnosis(Optional.of(Side.HOST), host)
                : new EndDiagnosis(found.side, found.text + "; " + host);
    }

    private static EndDiagnosis downstream(Figures figures) {
        Delivery delivery = figures.delivery;
        if (delivery.tcp().filter(EndDiagnosis::isDead).isPresent()) {
            return dead(delivery.tcp().get());
        } else if (!figures.full) {
            return NONE;
        } else if (flows(delivery) && isTooSlow(delivery)) {
            return thin(figures);
        } else if (delivery.stalled().compareTo(STOPPED) >= 0) {
            return stopped(delivery);
        }
        return NONE;
    }

    /** Something came through of late: a slow one gets room in pieces, and between them it seems to have stopped. */
    private static boolean flows(Delivery delivery) {
        return delivery.bytesPerSecond().orElse(0) > 0 && delivery.stalled().compareTo(BETWEEN_PIECES) < 0;
    }

    private static boolean isTooSlow(Delivery delivery) {
        return delivery.bytesPerSecond().isPresent()
                && delivery.sourceBytesPerSecond().isPresent()
                && delivery.bytesPerSecond().getAsLong()
                        < ENOUGH * delivery.sourceBytesPerSecond().getAsLong();
    }

    private static boolean isDead(TcpSample tcp) {
        return tcp.lastAck().compareTo(DEAD) >= 0
                && (tcp.retransmitting() > 0 || tcp.probes().orElse(0) > 1);
    }

    private static EndDiagnosis dead(TcpSample tcp) {
        long probes = tcp.probes().orElse(0);
        String asked = probes > 0 ? probes + " probes" : tcp.retransmitting() + " retransmissions";
        return new EndDiagnosis(
                Optional.of(Side.PATH),
                "peer vanished or is cut off: acknowledged nothing for %s, %s unanswered"
                        .formatted(seconds(tcp.lastAck().plus(tcp.age())), asked));
    }

    private static EndDiagnosis stopped(Delivery delivery) {
        String time = seconds(delivery.stalled());
        Optional<TcpSample> tcp =
                delivery.tcp().filter(sample -> sample.unackedSegments().isPresent());
        if (tcp.isEmpty()) {
            return new EndDiagnosis(Optional.empty(), "peer took nothing for " + time);
        }
        long unacked = tcp.get().unackedSegments().orElse(0);
        // With bytes waiting and nothing in flight, only the peer's window keeps the kernel from sending.
        return tcp.get().zeroWindow() || unacked == 0
                ? new EndDiagnosis(Optional.of(Side.PEER), "peer stopped reading for " + time + " (zero window)")
                : new EndDiagnosis(
                        Optional.of(Side.PATH),
                        "peer's path delivered nothing for %s (%d segments in flight, %d retransmissions)"
                                .formatted(time, unacked, tcp.get().retransmitting()));
    }

    private static EndDiagnosis thin(Figures figures) {
        Delivery delivery = figures.delivery;
        String rates =
                "%s, source needs %s".formatted(rate(delivery.bytesPerSecond()), rate(delivery.sourceBytesPerSecond()));
        if (figures.pathLimited.isEmpty() || delivery.tcp().isEmpty()) {
            return new EndDiagnosis(Optional.empty(), "peer takes " + rates);
        } else if (figures.pathLimited.get()) {
            TcpSample tcp = delivery.tcp().get();
            return new EndDiagnosis(
                    Optional.of(Side.PATH),
                    "peer's path delivers %s (rtt %s, cwnd %d x %d bytes, %d retransmits)"
                            .formatted(
                                    rates,
                                    millis(tcp.rtt()),
                                    tcp.cwndSegments(),
                                    tcp.segmentBytes(),
                                    tcp.retransmits()));
        }
        return new EndDiagnosis(
                Optional.of(Side.PEER), "peer reads " + rates + " (its window is full, the path is not)");
    }

    private static String rate(OptionalLong bytesPerSecond) {
        double bits = bytesPerSecond.orElse(0) * 8.0;
        return bits >= 1e6
                ? String.format(Locale.ROOT, "%.1f Mbit/s", bits / 1e6)
                : String.format(Locale.ROOT, "%.0f kbit/s", bits / 1e3);
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    private static String millis(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }
}
