package io.ringcast.daemon.fanout;

import static io.ringcast.daemon.fanout.FakePeer.EVERYTHING;
import static io.ringcast.daemon.fanout.FanoutRig.JOINABLE;
import static io.ringcast.daemon.fanout.FanoutRig.KIB;
import static io.ringcast.daemon.fanout.FanoutRig.PACKETS;
import static io.ringcast.daemon.fanout.FanoutRig.TERMS;
import static io.ringcast.daemon.fanout.FanoutRig.packets;
import static io.ringcast.daemon.fanout.FanoutRig.packetsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way in: who waits at the door for how long, and that everybody who came also leaves. */
@Timeout(30)
final class AdmissionTest {

    private static final Duration JOIN_WAIT = TERMS.joinWait();
    private static final ListenerRequest.Terms WAIT = TERMS.policy(Policy.WAIT);

    private final FanoutRig rig = new FanoutRig();

    @AfterEach
    void close() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void letsInAtOnceWhenThereIsSomethingToStartWith() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 3));

        FakePeer peer = rig.listen(TERMS, EVERYTHING);

        assertThat(peer.got()).isEqualTo(packets(0, 3));
        assertThat(rig.joinWaits).containsExactly(0L);
        assertThat(rig.present).isEqualTo(1);
        assertThat(rig.account.listeners()).isEqualTo(1);
    }

    @Test
    void holdsAtTheDoorUntilTheFirstByte() {
        FakePeer early = rig.listen(TERMS, EVERYTHING);
        rig.advance(Duration.ofSeconds(2));
        rig.begin(PACKETS, false);
        rig.run();
        assertThat(early.opened).isFalse();
        assertThat(rig.present).isEqualTo(1);
        assertThat(rig.account.listeners()).isZero();

        rig.write(packets(0, 1));
        rig.run();

        assertThat(early.got()).isEqualTo(packets(0, 1));
        assertThat(rig.joinWaits).containsExactly(Duration.ofSeconds(2).toNanos());
        // Its deadline does not concern it any more.
        rig.advance(JOIN_WAIT.multipliedBy(2));
        assertThat(early.closed).isFalse();
        assertThat(rig.refusals).isEmpty();
    }

    @Test
    void holdsAtTheDoorUntilTheFirstJoinPoint() {
        rig.begin(JOINABLE, false);
        rig.write(packets(0, 10));
        FakePeer peer = rig.listen(TERMS, EVERYTHING);
        rig.write(packets(10, 10));
        rig.run();
        assertThat(peer.opened).isFalse();

        rig.splice.onJoinPoint(packets(900, 1));
        rig.write(packets(20, 2));
        rig.run();

        assertThat(peer.got())
                .startsWith(packets(900, 1))
                .endsWith(packets(20, 2))
                .hasSize(3 * FanoutRig.PACKET);
    }

    @Test
    void startsAtTheHeadWhenNoJoinPointComes() {
        rig.begin(JOINABLE, false);
        rig.write(packets(0, 10));
        FakePeer peer = rig.listen(TERMS, EVERYTHING);

        rig.advance(JOIN_WAIT);
        assertThat(peer.opened).isTrue();
        rig.write(packets(10, 1));
        rig.advance(TERMS.latency());

        assertThat(peer.got()).isEqualTo(packets(10, 1));
    }

    @Test
    void startsAtTheBeginningOfWhatCanBePlayedFromThereOnlyWhileItIsHeld() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(900, 1));
        rig.splice.onBeginningOnly("no index");
        rig.write(packets(0, 100));

        FakePeer usual = rig.listen(TERMS, EVERYTHING);
        FakePeer live = rig.listen(TERMS.join(new JoinSpec.Live()), EVERYTHING);
        rig.run();

        assertThat(usual.got()).startsWith(packets(900, 1)).hasSize(101 * FanoutRig.PACKET);
        assertThat(live.got()).isEqualTo(usual.got());
    }

    @Test
    void refusesAtOnceWhoComesWhenTheOnlyBeginningHasGone() {
        // given: a ring that the stream has gone through twice
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(900, 1));
        rig.splice.onBeginningOnly("no index");
        rig.write(packets(0, 2 * FanoutRig.MIB / FanoutRig.PACKET));

        // when
        FakePeer usual = rig.listen(TERMS, EVERYTHING);
        FakePeer live = rig.listen(TERMS.join(new JoinSpec.Live()), EVERYTHING);

        // then
        assertThat(usual.refusals).containsExactly(Refusal.BEGINNING_GONE);
        assertThat(live.refusals).containsExactly(Refusal.BEGINNING_GONE);
        assertThat(usual.opened).isFalse();
        assertThat(rig.present).isZero();

        // when: another one begins
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(901, 1));
        rig.write(packets(0, 10));

        // then
        assertThat(rig.listen(TERMS.join(new JoinSpec.Keyframe()), EVERYTHING).got())
                .startsWith(packets(901, 1));
    }

    @Test
    void nobodyIsMovedForwardInWhatCanBePlayedFromItsBeginningOnly() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(900, 1));
        rig.splice.onBeginningOnly("no index");
        rig.write(packets(0, 1));
        rig.listen(TERMS.policy(Policy.SKIP), 0);

        rig.write(packets(1, 2 * FanoutRig.MIB / FanoutRig.PACKET));
        rig.advance(Duration.ofSeconds(2));

        assertThat(rig.ends).extracting(ListenerEnd::reason).containsExactly(EndReason.LAPPED);
    }

    @Test
    void refusesAfterJoinWaitWithoutAByte() {
        FakePeer before = rig.listen(TERMS, EVERYTHING);
        rig.advance(JOIN_WAIT.minusMillis(1));
        assertThat(before.refusals).isEmpty();

        rig.advance(Duration.ofMillis(1));

        assertThat(before.refusals).containsExactly(Refusal.NO_DATA);
        assertThat(before.opened).isFalse();
        assertThat(rig.refusals).containsExactly(Refusal.NO_DATA);
        assertThat(rig.present).isZero();
        // What comes later concerns it no more.
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        rig.run();
        assertThat(before.opened).isFalse();
        assertThat(rig.ends).isEmpty();
    }

    @Test
    void refusesAfterJoinWaitWhenTheRingHasBeenCleared() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        rig.splice.end();
        rig.splice.clear();
        FakePeer peer = rig.listen(TERMS, EVERYTHING);

        rig.advance(JOIN_WAIT);

        assertThat(peer.refusals).containsExactly(Refusal.NO_DATA);
    }

    @Test
    void letsNobodyInThroughAClosedGate() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        rig.gate = Optional.of(Refusal.MEMORY);

        FakePeer peer = rig.listen(TERMS, EVERYTHING);

        assertThat(peer.refusals).containsExactly(Refusal.MEMORY);
        assertThat(rig.refusals).containsExactly(Refusal.MEMORY);
        assertThat(peer.opened).isFalse();
        assertThat(rig.present).isZero();
    }

    @Test
    void forgetsWhoeverLeavesWhileItWaits() {
        FakePeer peer = rig.listen(TERMS, EVERYTHING);

        peer.leave(new IOException("Connection reset by peer"));

        assertThat(rig.present).isZero();
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        rig.advance(JOIN_WAIT);
        assertThat(peer.opened).isFalse();
        assertThat(rig.refusals).isEmpty();
        assertThat(rig.ends).isEmpty();
    }

    @Test
    void takesNoticeOfWhoeverLeftBeforeItCameIn() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer peer = rig.atTheDoor(rig.request(TERMS), EVERYTHING);

        peer.leave(null);
        assertThat(rig.present).isZero();
        peer.admission().begin();

        assertThat(peer.opened).isFalse();
        assertThat(rig.present).isZero();
        assertThat(rig.refusals).isEmpty();
    }

    @Test
    void leavesOnceHoweverOftenItIsTold() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer peer = rig.listen(TERMS, EVERYTHING);

        peer.leave(null);
        peer.admission().onClosed(null);
        peer.admission().onClosed(new IOException("again"));

        assertThat(rig.present).isZero();
        assertThat(rig.ends).hasSize(1);
        assertThat(rig.account.listeners()).isZero();
    }

    @Test
    void givesAWaitingListenerTheFirstByteHoweverLateItsChannelIs() {
        FakePeer slow = rig.listen(WAIT, 0);
        rig.advance(Duration.ofSeconds(1));
        rig.begin(PACKETS, false);
        int number = 0;
        while (rig.splice.hasRoom()) {
            rig.write(packets(number, 100));
            number += 100;
        }
        assertThat(rig.stream.ring().tail()).isZero();

        rig.run();
        slow.take(EVERYTHING);
        rig.advance(TERMS.latency());

        assertThat(slow.got()).isEqualTo(packets(0, number));
    }

    @Test
    void holdsTheSourceBackWhileTheDoorIsBeingOpened() {
        FakePeer slow = rig.listen(WAIT, EVERYTHING);
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        // The source goes on at the very moment when the one at the door becomes a listener.
        slow.onOpen = () -> {
            for (int i = 0; i < 18; i++) {
                rig.write(packetsOf(0, 64 * KIB));
            }
        };

        rig.run();

        assertThat(slow.opened).isTrue();
        assertThat(rig.ends).isEmpty();
        assertThat(rig.stream.ring().tail()).isZero();
        rig.advance(TERMS.latency());
        assertThat((long) slow.gotBytes()).isEqualTo(rig.stream.ring().head());
    }

    @Test
    void holdsNothingBackForThoseWhoDoNotWait() {
        rig.listen(TERMS, EVERYTHING);
        rig.begin(PACKETS, false);

        for (int i = 0; i < 40; i++) {
            assertThat(rig.splice.hasRoom()).isTrue();
            rig.write(packetsOf(0, 64 * KIB));
        }

        assertThat(rig.stream.ring().tail()).isPositive();
    }

    @Test
    void letsTheSourceGoWhenAWaitingOneIsRefused() {
        rig.listen(WAIT, EVERYTHING);
        rig.begin(JOINABLE, false);
        rig.splice.end();
        rig.splice.clear();
        rig.advance(JOIN_WAIT);
        assertThat(rig.refusals).containsExactly(Refusal.NO_DATA);
        rig.begin(PACKETS, false);

        for (int i = 0; i < 40; i++) {
            assertThat(rig.splice.hasRoom()).isTrue();
            rig.write(packetsOf(0, 64 * KIB));
        }
    }

    @Test
    void letsTheSourceGoWhenTheRingIsFullAndHasNoStart() {
        rig.begin(JOINABLE, false);
        FakePeer peer = rig.listen(WAIT, EVERYTHING);
        while (rig.splice.hasRoom()) {
            rig.write(packetsOf(0, 64 * KIB));
        }
        rig.splice.whenRoom(this::askAgain);

        rig.advance(Duration.ofSeconds(2));

        assertThat(rig.splice.hasRoom()).isTrue();
        assertThat(peer.opened).isFalse();
        rig.splice.onJoinPoint(new byte[0]);
        rig.write(packets(7, 1));
        rig.run();
        assertThat(peer.got()).isEqualTo(packets(7, 1));
    }

    @Test
    void startsLiveListenersAtTheHead() {
        rig.begin(JOINABLE, false);
        rig.write(packets(0, 10));

        FakePeer peer = rig.listen(TERMS.join(new JoinSpec.Live()), EVERYTHING);
        rig.write(packets(10, 1));
        rig.run();

        assertThat(peer.got()).isEqualTo(packets(10, 1));
    }

    /** What a writer that was woken does when it finds no room. */
    private void askAgain() {
        if (!rig.splice.hasRoom()) {
            rig.splice.whenRoom(() -> rig.loop().execute(this::askAgain));
        }
    }

    @Test
    void endsAListenerWhenItsLeaveEnds() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 3));
        FakePeer peer = rig.listen(until(90), EVERYTHING);
        FakePeer other = rig.listen(TERMS, EVERYTHING);

        pass(Duration.ofSeconds(89));
        assertThat(peer.reset).isFalse();
        pass(Duration.ofSeconds(1));

        assertThat(peer.reset).isTrue();
        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.EXPIRED);
        assertThat(rig.onlyEnd().detail()).contains("2026-01-02T03:05:35Z");
        assertThat(other.closed).isFalse();
    }

    @Test
    void endsAListenerWhoseLeaveEndsBecauseTheTimeOfDayWasSet() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 3));
        FakePeer peer = rig.listen(until(86_400), EVERYTHING);
        rig.wall = FanoutRig.TODAY.plusSeconds(90_000);

        rig.advance(Duration.ofSeconds(61));

        assertThat(peer.reset).isTrue();
    }

    @Test
    void refusesWhoseLeaveEndsAtTheDoor() {
        FakePeer peer = rig.listen(until(2), EVERYTHING);

        pass(Duration.ofSeconds(2));

        assertThat(peer.refusals).containsExactly(Refusal.SIGNATURE_EXPIRED);
        assertThat(rig.refusals).containsExactly(Refusal.SIGNATURE_EXPIRED);
        assertThat(rig.present).isZero();
    }

    @Test
    void takesALeaveThatEndsInAThousandYears() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 3));

        FakePeer peer = rig.listen(until(31_556_952_000L), EVERYTHING);
        pass(Duration.ofSeconds(1));

        assertThat(peer.closed).isFalse();
    }

    private ListenerRequest until(long seconds) {
        return rig.request(TERMS).until(Optional.of(FanoutRig.TODAY.plusSeconds(seconds)));
    }

    private void pass(Duration time) {
        rig.wall = rig.wall.plus(time);
        rig.advance(time);
        rig.advance(Duration.ofMillis(1));
    }
}
