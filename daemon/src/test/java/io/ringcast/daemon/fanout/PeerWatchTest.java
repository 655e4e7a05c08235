package io.ringcast.daemon.fanout;

import static io.ringcast.daemon.fanout.FanoutRig.JOINABLE;
import static io.ringcast.daemon.fanout.FanoutRig.KIB;
import static io.ringcast.daemon.fanout.FanoutRig.PACKETS;
import static io.ringcast.daemon.fanout.FanoutRig.TERMS;
import static io.ringcast.daemon.fanout.FanoutRig.packets;
import static io.ringcast.daemon.fanout.FanoutRig.packetsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may pause, who has vanished, and what an end record says of it. */
final class PeerWatchTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FanoutRig rig = new FanoutRig();
    private int packet;

    @AfterEach
    void closeAndLookForLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void aPeerThatPausesMayDoSoAndNoLongerOnceItGoesOn() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS.policy(Policy.DROP), 10 * KIB);
        peer.kernel = info -> info.flight(0, 10, 1448).probing(0, 4, 3000);

        play(4, 50 * KIB);

        assertThat(peer.pauses).containsExactly(true);

        peer.kernel = info -> info.flight(2, 10, 1448).probing(0, 0, 3);
        peer.take(FakePeer.EVERYTHING);
        play(2, 50 * KIB);

        assertThat(peer.pauses).containsExactly(true, false);
        assertThat(rig.ends).isEmpty();
    }

    @Test
    void aClosedWindowIsAPauseAlsoWhileTheKernelStillTakesBytes() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS, FakePeer.EVERYTHING);
        peer.kernel = info -> info.flight(0, 10, 1448).probing(0, 2, 800);

        // Each listener that flows is asked about once in eight seconds.
        play(9, 4 * KIB);

        assertThat(peer.pauses).containsExactly(true);
    }

    @Test
    void aPeerThatPausesAndAnswersIsKeptUntilItIsLapped() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS.policy(Policy.DROP), 10 * KIB);
        peer.kernel = info -> info.flight(0, 10, 1448).probing(0, 8, 25_000);

        play(60, 10 * KIB);
        assertThat(rig.ends).isEmpty();

        play(60, 30 * KIB);

        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.LAPPED);
        assertThat(end.side()).contains(Side.PEER);
        assertThat(end.detail())
                .matches("fell behind the tail of the ring while its peer took nothing: peer stopped reading for \\d+ s"
                        + " \\(zero window\\)");
        Delivery delivery = end.listener().delivery();
        assertThat(delivery.stalled()).isGreaterThan(Duration.ofSeconds(60));
        assertThat(delivery.bytesPerSecond()).hasValue(0);
        assertThat(delivery.sourceBytesPerSecond().orElseThrow()).isBetween(25L * KIB, 35L * KIB);
        assertThat(delivery.lagMinute().size()).isEqualTo(16);
        assertThat(delivery.lagMinute().millis(15)).isGreaterThan(60_000);
        assertThat(delivery.tcp().orElseThrow().zeroWindow()).isTrue();
        assertThat(delivery.tcp().orElseThrow().age()).isLessThanOrEqualTo(SECOND);
    }

    @Test
    void aPeerThatAnswersNoMoreHasVanished() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(999, 1));
        FakePeer peer = rig.listen(TERMS, 10 * KIB);
        peer.kernel = info -> info.flight(0, 10, 1448).probing(0, 5, 19_000);
        play(30, 30 * KIB);
        assertThat(rig.ends).isEmpty();

        // One probe may be lost.
        peer.kernel = info -> info.flight(0, 10, 1448).probing(1, 6, 40_000);
        play(3, 30 * KIB);
        assertThat(rig.ends).isEmpty();
        peer.kernel = info -> info.flight(0, 10, 1448).probing(2, 7, 19_999);
        play(3, 30 * KIB);
        assertThat(rig.ends).isEmpty();

        peer.kernel = info -> info.flight(0, 10, 1448).probing(2, 7, 20_000);
        play(2, 30 * KIB);

        assertThat(peer.reset).isTrue();
        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.PEER_TIMEOUT);
        assertThat(rig.onlyEnd().side()).contains(Side.PATH);
        assertThat(rig.onlyEnd().detail())
                .startsWith("the peer does not answer any more: peer vanished or is cut off: acknowledged nothing for");
    }

    @Test
    void bytesUnderWayThatNobodyAcknowledgesMeanTheSame() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS.policy(Policy.DROP), 10 * KIB);
        peer.kernel = info -> info.flight(7, 1, 1448).loss(5, 9).probing(0, 5, 12_000);
        play(10, 20 * KIB);
        assertThat(rig.ends).isEmpty();

        peer.kernel = info -> info.flight(7, 1, 1448).loss(6, 10).probing(0, 6, 20_500);
        play(2, 20 * KIB);

        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.PEER_TIMEOUT);
        assertThat(rig.onlyEnd().side()).contains(Side.PATH);
    }

    @Test
    void whereTheKernelDoesNotTellNobodyIsLetPauseOrTakenForVanished() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS.policy(Policy.DROP), 10 * KIB);

        play(30, 20 * KIB);

        assertThat(peer.pauses).isEmpty();
        assertThat(rig.ends).isEmpty();
        assertThat(rig.fanout.snapshots()).isNotDone();
        peer.leave(null);
        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.PEER_CLOSED);
        assertThat(end.side()).isEmpty();
        assertThat(end.detail()).startsWith("the peer closed its connection: peer took nothing for ");
        assertThat(end.listener().delivery().tcp()).isEmpty();
    }

    @Test
    void aPeerThatGoesWhileItKeepsUpIsNobodysFault() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS, FakePeer.EVERYTHING);
        peer.kernel = info -> info.rtt(250, 10).flight(1, 10, 1448);
        play(10, 20 * KIB);

        peer.admission().onFailing();
        peer.leave(new IOException("Connection reset by peer"));

        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.PEER_RESET);
        assertThat(end.side()).isEmpty();
        assertThat(end.detail()).isEqualTo("the peer's connection was reset");
        assertThat(end.listener().delivery().stalled()).isZero();
        assertThat(end.listener().delivery().bytesPerSecond().orElseThrow()).isBetween(18L * KIB, 22L * KIB);
        assertThat(end.listener().delivery().tcp().orElseThrow().age()).isZero();
        assertThat(end.listener().delivery().tcp().orElseThrow().rtt()).isEqualTo(Duration.ofNanos(250_000));
    }

    @Test
    void aThinPathIsNamedWithItsFigures() {
        rig.begin(PACKETS, false);
        FakePeer peer = rig.listen(TERMS.policy(Policy.DROP), 10 * KIB);
        peer.kernel =
                info -> info.rtt(180_000, 10).flight(10, 10, 1448).loss(0, 35).probing(0, 0, 20);
        for (int second = 0; second < 60 && rig.ends.isEmpty(); second++) {
            peer.take(20 * KIB);
            play(1, 60 * KIB);
        }

        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.LAPPED);
        assertThat(end.side()).contains(Side.PATH);
        assertThat(end.detail())
                .contains(": peer's path delivers 1")
                .contains(" kbit/s, source needs 4")
                .endsWith("(rtt 180 ms, cwnd 10 x 1448 bytes, 35 retransmits)");
    }

    @Test
    void aLoopThatWasLateIsTheHost() {
        rig.begin(PACKETS, false);
        rig.listen(TERMS.policy(Policy.DROP), FakePeer.EVERYTHING);
        play(3, 20 * KIB);

        // Nothing runs on the loop while the source fills the ring more than once.
        rig.spend(Duration.ofSeconds(3));
        for (int i = 0; i < 20; i++) {
            rig.write(packetsOf(packet, 64 * KIB));
            packet += 64 * KIB / FanoutRig.PACKET;
        }
        rig.advance(Duration.ofSeconds(2));

        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.LAPPED);
        assertThat(end.side()).contains(Side.HOST);
        assertThat(end.detail()).contains(": host: tick overran, ");
    }

    /** The source brings so many bytes in each of so many seconds. */
    private void play(int seconds, int bytes) {
        for (int second = 0; second < seconds; second++) {
            rig.write(packetsOf(packet, bytes));
            packet += bytes / FanoutRig.PACKET;
            rig.advance(SECOND);
        }
    }
}
