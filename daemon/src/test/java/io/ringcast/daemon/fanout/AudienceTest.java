package io.ringcast.daemon.fanout;

import static io.ringcast.daemon.fanout.FakePeer.EVERYTHING;
import static io.ringcast.daemon.fanout.FanoutRig.KIB;
import static io.ringcast.daemon.fanout.FanoutRig.MIB;
import static io.ringcast.daemon.fanout.FanoutRig.PACKET;
import static io.ringcast.daemon.fanout.FanoutRig.PACKETS;
import static io.ringcast.daemon.fanout.FanoutRig.TERMS;
import static io.ringcast.daemon.fanout.FanoutRig.packets;
import static io.ringcast.daemon.fanout.FanoutRig.packetsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.ring.RingTails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the listeners of a stream are served, and who is ended on the way. */
@Timeout(60)
final class AudienceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LATENCY = TERMS.latency();
    private static final ListenerRequest.Terms WAIT = TERMS.policy(Policy.WAIT);

    private final FanoutRig rig = new FanoutRig();

    @AfterEach
    void close() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void servesANewcomerAtOnceAndThenWhatIsPublished() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        FakePeer peer = rig.listen(TERMS, EVERYTHING);
        assertThat(peer.got()).isEqualTo(packets(0, 10));

        for (int i = 10; i < 100; i++) {
            rig.write(packets(i, 1));
            rig.run();
            assertThat(peer.got()).isEqualTo(packets(0, i + 1));
        }
    }

    @Test
    void goesOnWithThoseWhoHaveMoreToTake() {
        rig.begin(PACKETS, false);
        byte[] bytes = packetsOf(0, MIB - 64 * KIB);
        rig.write(bytes);
        FakePeer peer = rig.listen(TERMS, EVERYTHING);
        assertThat(peer.gotBytes()).isLessThan(bytes.length);

        rig.run();

        assertThat(peer.got()).isEqualTo(bytes);
    }

    @Test
    void servesAListenerAgainWhenItsChannelIsWritable() {
        rig.begin(PACKETS, false);
        byte[] bytes = packetsOf(0, 800 * KIB);
        rig.write(bytes);
        FakePeer peer = rig.listen(TERMS, 0);
        rig.run();

        while (peer.gotBytes() < bytes.length) {
            int before = peer.gotBytes();
            peer.take(30_000);
            assertThat(peer.gotBytes()).isGreaterThan(before);
        }

        assertThat(peer.got()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 1000})
    void servesEverybodyHoweverManyLeaveDuringTheWalk(int count) {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        List<FakePeer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(rig.listen(TERMS, EVERYTHING));
        }
        rig.run();
        // Each third one takes its neighbours with it when it is served.
        for (int i = 1; i < count - 1; i += 3) {
            int at = i;
            peers.get(i).onWrite = () -> {
                peers.get(at - 1).leave(null);
                peers.get(at + 1).leave(null);
            };
        }

        rig.write(packets(1, 1));
        rig.advance(LATENCY);

        long here = peers.stream().filter(peer -> !peer.closed).count();
        assertThat(here).isGreaterThanOrEqualTo(count / 3);
        assertThat(peers).filteredOn(peer -> !peer.closed).allMatch(peer -> Arrays.equals(peer.got(), packets(0, 2)));
        assertThat(rig.ends).hasSize((int) (count - here));
    }

    @Test
    void servesTheOthersWhenOneFails() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer before = rig.listen(TERMS, EVERYTHING);
        FakePeer broken = rig.listen(TERMS, EVERYTHING);
        FakePeer after = rig.listen(TERMS, EVERYTHING);
        rig.run();
        broken.onWrite = () -> {
            throw new IllegalStateException("planted");
        };

        rig.write(packets(1, 1));
        rig.advance(LATENCY);
        rig.write(packets(2, 1));
        rig.advance(LATENCY);

        assertThat(before.got()).isEqualTo(packets(0, 3));
        assertThat(after.got()).isEqualTo(packets(0, 3));
        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.INTERNAL);
        assertThat(rig.onlyEnd().detail()).contains("planted");
        assertThat(broken.reset).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void losesNoWakeUpWhateverHappensBetween(long seed) {
        Random random = new Random(seed);
        List<FakePeer> peers = new ArrayList<>();
        int[] written = {0};
        rig.begin(PACKETS, false);
        for (int step = 0; step < 2000; step++) {
            switch (random.nextInt(6)) {
                case 0 -> rig.write(packets(written[0]++, 1));
                case 1 -> {
                    if (peers.size() < 20) {
                        FakePeer peer = rig.listen(TERMS, random.nextBoolean() ? EVERYTHING : 2000);
                        // The source goes on in the middle of a walk.
                        peer.onWrite = () -> {
                            if (random.nextInt(8) == 0 && written[0] < 3000) {
                                rig.write(packets(written[0]++, 1));
                            }
                        };
                        peers.add(peer);
                    }
                }
                case 2 -> peers.forEach(peer -> peer.take(random.nextInt(500)));
                case 3 -> {
                    if (!peers.isEmpty() && random.nextInt(5) == 0) {
                        peers.remove(random.nextInt(peers.size())).leave(null);
                    }
                }
                case 4 -> rig.spend(Duration.ofNanos(random.nextInt(20_000_000)));
                default -> rig.run();
            }
        }

        peers.forEach(peer -> peer.onWrite = () -> {});
        peers.forEach(peer -> peer.take(EVERYTHING));
        rig.advance(LATENCY);

        assertThat(peers).isNotEmpty().allMatch(peer -> Arrays.equals(peer.got(), packets(0, written[0])));
        assertThat((long) written[0] * PACKET).isEqualTo(rig.stream.ring().head());
    }

    @Test
    void waitsForCompanyWhenWalksAreDear() {
        List<FakePeer> peers = new ArrayList<>();
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        for (int i = 0; i < 10; i++) {
            FakePeer peer = rig.listen(TERMS, EVERYTHING);
            peer.onWrite = () -> rig.spend(Duration.ofMillis(1));
            peers.add(peer);
        }
        // The first walks tell what a walk costs: 10 ms.
        int number = 1;
        for (; number < 20; number++) {
            rig.write(packets(number, 1));
            rig.advance(LATENCY.multipliedBy(2));
        }
        int pieces = peers.get(0).pieces.size();

        for (int i = 0; i < 10; i++) {
            rig.write(packets(number++, 1));
            rig.advance(Duration.ofMillis(5));
        }
        rig.advance(LATENCY);

        assertThat(peers).allMatch(peer -> peer.gotBytes() == rig.stream.ring().head());
        assertThat(peers.get(0).pieces.size() - pieces)
                .as("pieces of ten packets")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void keepsNoByteLongerThanItsLatency() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer dear = rig.listen(TERMS, EVERYTHING);
        dear.onWrite = () -> rig.spend(Duration.ofMillis(20));
        for (int number = 1; number < 20; number++) {
            rig.write(packets(number, 1));
            rig.advance(LATENCY);
            assertThat(dear.gotBytes()).isEqualTo((number + 1) * PACKET);
        }
        assertThat(rig.overruns).isEmpty();
    }

    @Test
    void servesAtOnceWhenWalksCostNothing() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer peer = rig.listen(TERMS, EVERYTHING);
        for (int number = 1; number < 200; number++) {
            rig.write(packets(number, 1));
            rig.run();
            assertThat(peer.gotBytes()).isEqualTo((number + 1) * PACKET);
        }
    }

    @Test
    void walksBeforeItsLatencyWhenMuchHasComeTogether() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer dear = rig.listen(TERMS, EVERYTHING);
        dear.onWrite = () -> rig.spend(Duration.ofMillis(20));
        // 3.2 MB/s: what is worth a walk comes in 10 ms.
        for (int i = 0; i < 400; i++) {
            rig.write(packets(0, 85));
            rig.advance(Duration.ofMillis(5));
        }
        long most =
                dear.pieces.stream().skip(40).mapToLong(Long::longValue).max().orElseThrow();

        assertThat(most).isLessThanOrEqualTo(LATENCY.toMillis() / 5 * 85 * PACKET / 2);
    }

    @Test
    void saysWhenAWalkTakesLongerThanItsLatency() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer dear = rig.listen(TERMS, EVERYTHING);
        rig.run();
        dear.onWrite = () -> rig.spend(Duration.ofMillis(80));

        rig.write(packets(1, 1));
        rig.run();

        assertThat(rig.overruns).containsExactly(Duration.ofMillis(80).toNanos());
    }

    @Test
    void holdsTheSourceBackAsLongAsAWaitingListenerNeedsIt() {
        rig.begin(PACKETS, false);
        FakePeer slow = rig.listen(WAIT, 0);
        int[] roomMade = {0};
        int number = 0;
        for (int round = 0; round < 20; round++) {
            while (rig.splice.hasRoom()) {
                rig.write(packets(number, 100));
                number += 100;
                rig.run();
            }
            assertThat(rig.stream.ring().tail()).isLessThanOrEqualTo(slow.gotBytes());
            rig.splice.whenRoom(() -> roomMade[0]++);
            assertThat(roomMade[0]).isEqualTo(round);

            slow.take(200_000);
            rig.advance(LATENCY);

            assertThat(roomMade[0]).isEqualTo(round + 1);
        }
        slow.take(EVERYTHING);
        rig.advance(LATENCY);
        assertThat(slow.got()).isEqualTo(packets(0, number));
        assertThat(rig.ends).isEmpty();
    }

    @Test
    void letsTheSourceGoWhenAWaitingListenerLeaves() {
        rig.begin(PACKETS, false);
        FakePeer stopped = rig.listen(WAIT, 0);
        while (rig.splice.hasRoom()) {
            rig.write(packets(0, 100));
            rig.run();
        }

        stopped.leave(null);

        assertThat(rig.splice.hasRoom()).isTrue();
    }

    @Test
    void endsAWaitingListenerThatTakesNothingForTooLong() {
        rig.begin(PACKETS, false);
        FakePeer stopped = rig.listen(WAIT, 100_000);
        while (rig.splice.hasRoom()) {
            rig.write(packets(0, 100));
            rig.run();
        }
        for (int i = 0; i < 29; i++) {
            rig.advance(SECOND);
            assertThat(rig.ends).isEmpty();
        }

        rig.advance(SECOND.multipliedBy(4));

        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.WAIT_LIMIT);
        assertThat(rig.onlyEnd().listener().bytes()).isEqualTo(100_000);
        assertThat(stopped.reset).isTrue();
        assertThat(rig.splice.hasRoom()).isTrue();
    }

    @Test
    void keepsAWaitingListenerWhileTheWriterOnlyAsksWhetherItMayEvict() {
        rig.begin(PACKETS, false);
        FakePeer slow = rig.listen(WAIT, 0);
        while (rig.splice.hasRoom()) {
            rig.write(packets(0, 100));
            rig.run();
        }

        RingTails.movedTo(rig.stream.ring().head() - PACKET, rig.stream.ring(), () -> rig.advance(SECOND));

        assertThat(rig.ends).isEmpty();
        slow.take(EVERYTHING);
        rig.advance(LATENCY);
        assertThat((long) slow.gotBytes()).isEqualTo(rig.stream.ring().head());
    }

    @Test
    void keepsAWaitingListenerThatTakesALittleNowAndThen() {
        rig.begin(PACKETS, false);
        FakePeer slow = rig.listen(WAIT, 0);
        while (rig.splice.hasRoom()) {
            rig.write(packets(0, 100));
            rig.run();
        }
        for (int i = 0; i < 20; i++) {
            rig.advance(SECOND.multipliedBy(20));
            slow.take(1);
        }

        assertThat(rig.ends).isEmpty();
    }

    @Test
    void endsAStoppedListenerWhenItHasBeenLapped() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 500 * KIB));
        FakePeer stopped = rig.listen(TERMS, 1000);
        rig.advance(SECOND.multipliedBy(3));
        assertThat(rig.ends).isEmpty();
        for (int i = 0; i < 20; i++) {
            rig.write(packetsOf(0, 100 * KIB));
        }

        rig.advance(SECOND.multipliedBy(2));

        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.LAPPED);
        assertThat(end.listener().bytes()).isEqualTo(1000);
        assertThat(end.listener().lagBytes()).isEqualTo(rig.stream.ring().head() - 1000);
        assertThat(stopped.reset).isTrue();
    }

    @Test
    void keepsAStoppedListenerThatMaySkip() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 500 * KIB));
        FakePeer stopped = rig.listen(TERMS.policy(Policy.SKIP), 1000);
        for (int i = 0; i < 20; i++) {
            rig.write(packetsOf(0, 100 * KIB));
        }
        rig.advance(SECOND.multipliedBy(3));
        assertThat(rig.ends).isEmpty();

        stopped.take(EVERYTHING);
        rig.advance(LATENCY);

        assertThat(rig.account.skippedBytes()).isPositive().matches(bytes -> bytes % PACKET == 0);
        byte[] got = stopped.got();
        byte[] newest = packetsOf(0, 100 * KIB);
        assertThat(got.length % PACKET).isZero();
        assertThat(Arrays.copyOfRange(got, got.length - newest.length, got.length))
                .isEqualTo(newest);
    }

    @Test
    void costsNothingAnyMoreWhenEverybodyHasGone() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer peer = rig.listen(WAIT, EVERYTHING);
        peer.leave(null);
        rig.advance(SECOND.multipliedBy(2));

        for (int i = 0; i < 40; i++) {
            assertThat(rig.splice.hasRoom()).isTrue();
            rig.write(packetsOf(0, 100 * KIB));
        }

        // Somebody who comes then is served as the first one was.
        FakePeer next = rig.listen(TERMS, EVERYTHING);
        rig.write(packets(0, 1));
        rig.advance(LATENCY);
        assertThat((long) next.gotBytes())
                .isEqualTo(rig.stream.ring().head() - rig.stream.ring().tail());
    }
}
