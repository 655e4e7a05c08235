package io.ringcast.daemon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.transport.TcpInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each side from figures as the kernel gives them. */
final class EndDiagnosisTest {

    private static final OptionalLong SOURCE = OptionalLong.of(525_000);

    private final TcpInfo info = new TcpInfo().rtt(180_000, 20_000).flight(0, 10, 1448);

    @Test
    void aClosedWindowIsThePeerThatStoppedReading() {
        info.probing(0, 5, 1200);

        assertThat(of(stalled(12)))
                .isEqualTo(new EndDiagnosis(Optional.of(Side.PEER), "peer stopped reading for 12 s (zero window)"));
    }

    @Test
    void nothingInFlightThoughBytesWaitIsAClosedWindowToo() {
        info.probing(0, 0, 200);

        assertThat(of(stalled(3)).side()).contains(Side.PEER);
    }

    @Test
    void bytesInFlightThatNobodyAcknowledgesAreThePath() {
        info.flight(10, 10, 1448).loss(4, 9).probing(0, 4, 6000);

        assertThat(of(stalled(6)))
                .isEqualTo(new EndDiagnosis(
                        Optional.of(Side.PATH),
                        "peer's path delivered nothing for 6 s (10 segments in flight, 4 retransmissions)"));
    }

    @Test
    void aPeerThatAnswersNothingHasVanished() {
        info.flight(10, 1, 1448).loss(6, 7).probing(0, 6, 20_492);
        assertThat(of(stalled(20)))
                .isEqualTo(new EndDiagnosis(
                        Optional.of(Side.PATH),
                        "peer vanished or is cut off: acknowledged nothing for 20 s, 6 retransmissions unanswered"));

        info.flight(0, 10, 1448).loss(0, 7).probing(4, 9, 21_000);
        assertThat(of(stalled(60)))
                .isEqualTo(new EndDiagnosis(
                        Optional.of(Side.PATH),
                        "peer vanished or is cut off: acknowledged nothing for 21 s, 4 probes unanswered"));
    }

    @Test
    void aFullPathThatBringsLessThanTheSourceIsThin() {
        info.flight(9, 10, 1448).loss(0, 35);

        assertThat(of(flowing(137_500, Optional.of(true))))
                .isEqualTo(new EndDiagnosis(
                        Optional.of(Side.PATH),
                        "peer's path delivers 1.1 Mbit/s, source needs 4.2 Mbit/s (rtt 180 ms, cwnd 10 x 1448 bytes,"
                                + " 35 retransmits)"));
    }

    @Test
    void aPathWithRoomWhosePeerTakesLessIsAPeerThatReadsSlowly() {
        assertThat(of(flowing(8_000, Optional.of(false))))
                .isEqualTo(new EndDiagnosis(
                        Optional.of(Side.PEER),
                        "peer reads 64 kbit/s, source needs 4.2 Mbit/s (its window is full, the path is not)"));
    }

    @Test
    void aSlowOneThatSeemsToStopBetweenTwoPiecesIsSlow() {
        info.flight(10, 10, 1448);
        Delivery delivery = delivery(Duration.ofSeconds(2), OptionalLong.of(137_500));

        assertThat(EndDiagnosis.of(new EndDiagnosis.Figures(delivery, true, Optional.of(true), 0, Duration.ZERO))
                        .text())
                .startsWith("peer's path delivers 1.1 Mbit/s, source needs 4.2 Mbit/s");
    }

    @Test
    void lateTicksAreTheHostWhereTheChannelHadRoom() {
        EndDiagnosis host = EndDiagnosis.of(new EndDiagnosis.Figures(
                delivery(Duration.ZERO, OptionalLong.of(500_000)),
                false,
                Optional.empty(),
                12,
                Duration.ofMillis(340)));

        assertThat(host)
                .isEqualTo(
                        new EndDiagnosis(Optional.of(Side.HOST), "host: tick overran 12 times in 10 s, worst 340 ms"));
    }

    @Test
    void lateTicksAreOnlyMentionedWhereThePeerStopped() {
        info.probing(0, 5, 1200);

        EndDiagnosis peer = EndDiagnosis.of(
                new EndDiagnosis.Figures(stalled(12), true, Optional.of(false), 1, Duration.ofNanos(9_500_000)));

        assertThat(peer.side()).contains(Side.PEER);
        assertThat(peer.text()).isEqualTo("peer stopped reading for 12 s (zero window); host: tick overran, 9.5 ms");
    }

    @Test
    void withoutTheKernelsWordNobodyIsBlamed() {
        Delivery silent =
                new Delivery(Duration.ofSeconds(12), OptionalLong.of(0), SOURCE, Delivery.Lags.of(), Optional.empty());
        Delivery slow =
                new Delivery(Duration.ZERO, OptionalLong.of(137_500), SOURCE, Delivery.Lags.of(), Optional.empty());

        assertThat(of(silent)).isEqualTo(new EndDiagnosis(Optional.empty(), "peer took nothing for 12 s"));
        assertThat(of(slow))
                .isEqualTo(new EndDiagnosis(Optional.empty(), "peer takes 1.1 Mbit/s, source needs 4.2 Mbit/s"));
    }

    @Test
    void whoKeepsUpHasNoDiagnosis() {
        info.flight(3, 10, 1448);

        assertThat(of(flowing(524_000, Optional.of(true)))).isEqualTo(EndDiagnosis.NONE);
    }

    private EndDiagnosis of(Delivery delivery) {
        return EndDiagnosis.of(new EndDiagnosis.Figures(delivery, true, Optional.empty(), 0, Duration.ZERO));
    }

    private EndDiagnosis of(EndDiagnosis.Figures figures) {
        return EndDiagnosis.of(figures);
    }

    private Delivery stalled(int seconds) {
        return delivery(Duration.ofSeconds(seconds), OptionalLong.of(0));
    }

    private EndDiagnosis.Figures flowing(long rate, Optional<Boolean> pathLimited) {
        return new EndDiagnosis.Figures(
                delivery(Duration.ZERO, OptionalLong.of(rate)), true, pathLimited, 0, Duration.ZERO);
    }

    private Delivery delivery(Duration stalled, OptionalLong rate) {
        boolean zeroWindow = info.unackedSegments() == 0 && info.backoff() > 0;
        return new Delivery(
                stalled,
                rate,
                SOURCE,
                Delivery.Lags.of(),
                Optional.of(TcpSample.of(info, Duration.ofMillis(100), zeroWindow)));
    }
}
