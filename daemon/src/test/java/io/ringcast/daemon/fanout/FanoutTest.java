package io.ringcast.daemon.fanout;

import static io.ringcast.daemon.fanout.FakePeer.EVERYTHING;
import static io.ringcast.daemon.fanout.FanoutRig.JOINABLE;
import static io.ringcast.daemon.fanout.FanoutRig.KIB;
import static io.ringcast.daemon.fanout.FanoutRig.PACKETS;
import static io.ringcast.daemon.fanout.FanoutRig.TERMS;
import static io.ringcast.daemon.fanout.FanoutRig.packets;
import static io.ringcast.daemon.fanout.FanoutRig.packetsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How listeners end, one by one and all together, and what can be seen of them. */
@Timeout(30)
final class FanoutTest {

    private final FanoutRig rig = new FanoutRig();

    @AfterEach
    void close() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void saysWhyAPeerWent() {
        assertThat(reasonFor(null)).isEqualTo(EndReason.PEER_CLOSED);
        assertThat(reasonFor(new IOException("sendAddress(..) failed with error(-32): Broken pipe")))
                .isEqualTo(EndReason.PEER_CLOSED);
        assertThat(reasonFor(new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")))
                .isEqualTo(EndReason.PEER_RESET);
        assertThat(reasonFor(new IOException("recvAddress(..) failed with error(-110): Connection timed out")))
                .isEqualTo(EndReason.PEER_TIMEOUT);
        assertThat(reasonFor(new IOException((String) null))).isEqualTo(EndReason.PEER_RESET);
        assertThat(reasonFor(new IllegalStateException("oops"))).isEqualTo(EndReason.INTERNAL);
    }

    @Test
    void recordsWhatAListenerWasAtItsEnd() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 100));
        FakePeer peer = rig.listen(TERMS, 1000);
        rig.advance(Duration.ofSeconds(5));

        peer.leave(null);

        ListenerEnd end = rig.onlyEnd();
        assertThat(end.ended()).isEqualTo(FanoutRig.TODAY);
        ListenerSnapshot listener = end.listener();
        assertThat(listener.remote()).isEqualTo("192.0.2.1:1234");
        assertThat(listener.userAgent()).isEqualTo("peer/1");
        assertThat(listener.account()).isSameAs(rig.account);
        assertThat(listener.connected()).isEqualTo(FanoutRig.TODAY);
        assertThat(listener.duration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(listener.bytes()).isEqualTo(1000);
        assertThat(listener.lagBytes()).isEqualTo(100 * FanoutRig.PACKET - 1000);
        assertThat(listener.lag()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rig.account.deliveredBytes()).isEqualTo(1000);
    }

    @Test
    void countsWhatAListenerTookThatStayedForAMoment() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));

        rig.listen(TERMS, EVERYTHING).leave(new IOException("Connection reset by peer"));

        assertThat(rig.onlyEnd().listener().bytes()).isEqualTo(10 * FanoutRig.PACKET);
        assertThat(rig.account.deliveredBytes()).isEqualTo(10 * FanoutRig.PACKET);
    }

    @Test
    void endsOneByItsNumberAndNobodyElse() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        FakePeer one = rig.listen(TERMS, EVERYTHING);
        FakePeer other = rig.listen(TERMS, EVERYTHING);
        rig.run();
        long id = snapshots().stream().mapToLong(ListenerSnapshot::id).min().orElseThrow();

        CompletableFuture<Optional<ListenerSnapshot>> kicked = rig.fanout.kick(id, "192.0.2.7:1");
        rig.run();
        rig.write(packets(10, 10));
        rig.advance(TERMS.latency());

        assertThat(kicked).isCompletedWithValueMatching(was -> was.orElseThrow().id() == id);
        assertThat(one.reset).isTrue();
        assertThat(one.finished).isFalse();
        ListenerEnd end = rig.onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.KICKED);
        assertThat(end.detail()).isEqualTo("ended by 192.0.2.7:1");
        assertThat(end.side()).isEmpty();
        assertThat(end.listener().id()).isEqualTo(id);
        assertThat(end.listener().bytes()).isEqualTo(10 * FanoutRig.PACKET);
        assertThat(other.got()).isEqualTo(packets(0, 20));
    }

    @Test
    void kicksNobodyTwiceAndNobodyWhoIsNotThere() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        rig.listen(TERMS, EVERYTHING);
        rig.run();
        long id = snapshots().get(0).id();

        CompletableFuture<Optional<ListenerSnapshot>> first = rig.fanout.kick(id, "a");
        CompletableFuture<Optional<ListenerSnapshot>> second = rig.fanout.kick(id, "b");
        CompletableFuture<Optional<ListenerSnapshot>> nobody = rig.fanout.kick(id + 1, "c");
        rig.run();

        assertThat(first).isCompletedWithValueMatching(Optional::isPresent);
        assertThat(second).isCompletedWithValue(Optional.empty());
        assertThat(nobody).isCompletedWithValue(Optional.empty());
        assertThat(rig.onlyEnd().detail()).isEqualTo("ended by a");
    }

    private List<ListenerSnapshot> snapshots() {
        CompletableFuture<List<ListenerSnapshot>> answer = rig.fanout.snapshots();
        rig.run();
        return answer.join();
    }

    @Test
    void goesOnForThoseWhoKeepUpWhenTheRingIsEmptied() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(900, 1));
        rig.write(packets(0, 1000));
        FakePeer level = rig.listen(TERMS, EVERYTHING);
        FakePeer behind = rig.listen(TERMS, 1000);
        rig.run();
        long head = rig.splice.shown();

        long forgotten = rig.splice.forget(head);
        rig.spend(Duration.ofSeconds(1));
        rig.splice.onJoinPoint(packets(901, 1));
        rig.write(packets(1000, 10));
        FakePeer late = rig.listen(TERMS, EVERYTHING);
        rig.advance(TERMS.latency());
        behind.take(EVERYTHING);
        rig.advance(TERMS.latency());

        assertThat(forgotten).isEqualTo(head);
        assertThat(rig.stream.ring().tail()).isEqualTo(head);
        assertThat(level.got()).endsWith(packets(0, 1010)).hasSize(1011 * FanoutRig.PACKET);
        assertThat(late.got()).isEqualTo(concat(packets(901, 1), packets(1000, 10)));
        assertThat(behind.got()).endsWith(concat(packets(901, 1), packets(1000, 10)));
        assertThat(rig.ends).isEmpty();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void endsThoseWhoHaveTheLastByteOfTheSource() {
        rig.begin(PACKETS, true);
        rig.write(packets(0, 10));
        FakePeer quick = rig.listen(TERMS, EVERYTHING);
        FakePeer slow = rig.listen(TERMS, 1000);

        rig.splice.end();
        rig.advance(TERMS.latency());

        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.SOURCE_ENDED);
        assertThat(quick.finished).isTrue();
        assertThat(quick.reset).isFalse();
        assertThat(slow.finished).isTrue();
        assertThat(slow.closed).isFalse();
        slow.take(EVERYTHING);
        assertThat(slow.got()).isEqualTo(packets(0, 10));
        assertThat(rig.ends).hasSize(2).allMatch(end -> end.reason() == EndReason.SOURCE_ENDED);
        assertThat(rig.ends).allMatch(end -> end.listener().bytes() == 10 * FanoutRig.PACKET);
    }

    @Test
    void doesNotSayThatAPeerGotTheEndWhichItDidNotTake() {
        rig.begin(PACKETS, true);
        rig.write(packets(0, 10));
        FakePeer stopped = rig.listen(TERMS, 1000);
        rig.splice.end();

        rig.advance(Duration.ofSeconds(11));

        assertThat(stopped.reset).isTrue();
        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.PEER_TIMEOUT);
        assertThat(rig.onlyEnd().listener().bytes()).isEqualTo(1000);
    }

    @Test
    void givesAWaitingListenerItsOwnTimeForTheLastBytes() {
        rig.begin(PACKETS, true);
        rig.write(packets(0, 10));
        FakePeer slow = rig.listen(TERMS.policy(Policy.WAIT), 1000);
        rig.splice.end();
        rig.advance(TERMS.waitLimit().minusSeconds(1));
        assertThat(slow.closed).isFalse();

        slow.take(EVERYTHING);

        assertThat(slow.got()).isEqualTo(packets(0, 10));
        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.SOURCE_ENDED);
    }

    @Test
    void letsThoseWaitForTheNextItemWhoComeAfterTheEndOfOneThatStartsOnDemand() {
        rig.begin(PACKETS, true);
        rig.write(packets(0, 10));
        rig.splice.end();

        FakePeer late = rig.listen(TERMS, EVERYTHING);
        rig.run();
        assertThat(late.opened).isFalse();
        rig.begin(PACKETS, true);
        rig.write(packets(10, 2));
        rig.run();

        assertThat(late.got()).isEqualTo(packets(10, 2));
    }

    @Test
    void givesWhatIsQueuedWhenItStopsAndResetsWhoTakesTooLong() throws Exception {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        FakePeer playing = rig.listen(TERMS, EVERYTHING);
        FakePeer full = rig.listen(TERMS, 0);
        FakePeer waiting = rig.listen(rig.request(Long.MAX_VALUE - 1, Long.MAX_VALUE), 0);

        CompletableFuture<Void> stopped = rig.fanout.stop(Duration.ofSeconds(5));
        rig.advance(Duration.ofMillis(100));
        assertThat(stopped).isNotDone();
        assertThat(List.of(playing, full, waiting)).allMatch(peer -> peer.finished && !peer.reset);
        rig.advance(Duration.ofSeconds(6));

        assertThat(stopped).isDone();
        assertThat(playing.reset).isFalse();
        assertThat(full.reset).isTrue();
        assertThat(rig.ends).hasSize(3).allMatch(end -> end.reason() == EndReason.SHUTDOWN);
        assertThat(rig.present).isZero();
        assertThat(rig.listen(TERMS, EVERYTHING).refusals).containsExactly(Refusal.SHUTDOWN);
    }

    @Test
    void refusesThoseAtTheDoorWhenItStops() {
        FakePeer waiting = rig.listen(TERMS, EVERYTHING);

        CompletableFuture<Void> stopped = rig.fanout.stop(Duration.ofSeconds(5));
        rig.advance(Duration.ofMillis(100));

        assertThat(stopped).isDone();
        assertThat(waiting.refusals).containsExactly(Refusal.SHUTDOWN);
        assertThat(rig.present).isZero();
    }

    @Test
    void stopsWithinItsLimitThoughSomebodyHasNotTakenItsEnd() {
        rig.begin(PACKETS, true);
        rig.write(packets(0, 10));
        FakePeer stopped = rig.listen(TERMS, 0);
        rig.splice.end();
        rig.run();
        assertThat(stopped.finished).isTrue();

        CompletableFuture<Void> done = rig.fanout.stop(Duration.ofSeconds(2));
        rig.advance(Duration.ofMillis(1900));
        assertThat(done).isNotDone();
        rig.advance(Duration.ofMillis(200));

        assertThat(done).isDone();
        assertThat(stopped.reset).isTrue();
    }

    @Test
    void endsThoseWhoPinMostWhenMemoryIsShort() {
        ListenerRequest.Terms skipping = TERMS.policy(Policy.SKIP);
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 500 * KIB));
        List<FakePeer> full = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            full.add(rig.listen(skipping, i * 60_000L));
        }
        FakePeer healthy = rig.listen(TERMS, EVERYTHING);
        rig.advance(Duration.ofMillis(200));
        // What the first of them have queued is in the ring no more; what the last have is.
        rig.write(packetsOf(3000, 800 * KIB));
        rig.advance(Duration.ofMillis(200));

        rig.fanout.endPinners();
        rig.fanout.endPinners();
        rig.run();

        assertThat(rig.ends).singleElement().satisfies(end -> {
            assertThat(end.reason()).isEqualTo(EndReason.MEMORY);
            assertThat(end.detail()).matches(".* it kept \\d+ bytes that the ring had given up");
        });
        assertThat(full).filteredOn(peer -> peer.reset).hasSize(1);
        assertThat(healthy.closed).isFalse();

        for (int i = 0; i < 20; i++) {
            rig.advance(Duration.ofMillis(100));
            rig.fanout.endPinners();
            rig.run();
        }

        assertThat(full.subList(0, 4)).allMatch(peer -> peer.reset);
        assertThat(full.subList(8, 16)).noneMatch(peer -> peer.reset);
        assertThat(healthy.closed).isFalse();
    }

    @Test
    void countsWhatIsStillQueuedFromBeforeASkip() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 500 * KIB));
        FakePeer slow =
                rig.listen(TERMS.join(new JoinSpec.BehindBytes(64 * KIB)).policy(Policy.SKIP), 0);
        rig.advance(Duration.ofMillis(200));
        for (int i = 0; i < 3; i++) {
            rig.write(packetsOf(3000, 500 * KIB));
        }
        slow.take(40_000);
        rig.advance(Duration.ofMillis(200));

        rig.fanout.endPinners();
        rig.run();

        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.MEMORY);
        assertThat(rig.onlyEnd().listener().skips()).isEqualTo(1);
    }

    @Test
    void endsNobodyForMemoryWhoseBytesAreInTheRing() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 500 * KIB));
        rig.listen(TERMS, 0);
        rig.advance(Duration.ofMillis(200));

        rig.fanout.endPinners();
        rig.run();

        assertThat(rig.ends).isEmpty();
    }

    @Test
    void endsNobodyForMemoryWhoTakesEverything() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 500 * KIB));
        rig.listen(TERMS, EVERYTHING);
        rig.advance(Duration.ofMillis(200));

        rig.fanout.endPinners();
        rig.run();

        assertThat(rig.ends).isEmpty();
    }

    @Test
    void servesThoseWhoPlayWhileACrowdComesIn() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1000));
        FakePeer playing = rig.listen(TERMS, EVERYTHING);
        List<FakePeer> crowd = new ArrayList<>();
        rig.advance(Duration.ofMillis(100));

        // Each of them takes half a millisecond of the loop.
        for (int i = 0; i < 100; i++) {
            FakePeer peer = rig.atTheDoor(rig.request(TERMS), EVERYTHING);
            peer.onOpen = () -> rig.spend(Duration.ofNanos(500_000));
            crowd.add(peer);
            peer.admission().begin();
        }
        assertThat(crowd).filteredOn(peer -> peer.opened).hasSize(4);

        rig.write(packets(1000, 1));
        rig.run();
        rig.advance(Duration.ofMillis(1));
        assertThat(playing.gotBytes()).isEqualTo(1001 * 188);
        assertThat(crowd).filteredOn(peer -> peer.opened).hasSize(4);

        rig.advance(Duration.ofMillis(110));
        assertThat(crowd).allMatch(peer -> peer.opened && peer.gotBytes() == 1001 * 188);
    }

    @Test
    void refusesACrowdThatStillComesInWhenItStops() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        List<FakePeer> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            FakePeer peer = rig.atTheDoor(rig.request(TERMS), EVERYTHING);
            peer.onOpen = () -> rig.spend(Duration.ofMillis(1));
            crowd.add(peer);
            peer.admission().begin();
        }
        FakePeer gone = crowd.get(9);
        gone.leave(null);

        CompletableFuture<Void> done = rig.fanout.stop(Duration.ofSeconds(1));
        rig.advance(Duration.ofMillis(100));

        assertThat(done).isDone();
        assertThat(crowd).filteredOn(peer -> peer.opened).hasSize(2);
        assertThat(rig.refusals).hasSize(7).containsOnly(Refusal.SHUTDOWN);
    }

    @Test
    void saysOnceASecondWhatItsLoopDelivers() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 100));
        rig.listen(TERMS, EVERYTHING);
        FakePeer leaving = rig.listen(TERMS, EVERYTHING);
        rig.advance(Duration.ofMillis(1000));
        // They came within that second: nobody can say how much they take in a whole one.
        assertThat(rig.loopConnections).isZero();
        assertThat(rig.loopBytesPerSecond).isZero();

        rig.write(packets(100, 50));
        rig.listen(TERMS, EVERYTHING);
        rig.advance(Duration.ofMillis(1000));
        assertThat(rig.loopConnections).isEqualTo(2);
        assertThat(rig.loopBytesPerSecond).isBetween(2 * 9_400L - 100, 2 * 9_400L);

        leaving.leave(null);
        rig.write(packets(150, 10));
        rig.advance(Duration.ofMillis(1000));
        assertThat(rig.loopConnections).isEqualTo(2);
        assertThat(rig.loopBytesPerSecond).isBetween(2 * 1_880L - 100, 2 * 1_880L);
    }

    @Test
    void showsWhoListens() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 100));
        rig.listen(TERMS, EVERYTHING);
        rig.listen(TERMS, 500);
        rig.run();

        CompletableFuture<List<ListenerSnapshot>> snapshots = rig.fanout.snapshots();
        rig.run();

        assertThat(snapshots.join()).extracting(ListenerSnapshot::bytes).containsExactlyInAnyOrder(18_800L, 500L);
        assertThat(snapshots.join()).extracting(ListenerSnapshot::id).doesNotHaveDuplicates();
    }

    @Test
    void takesNoListenerOfAnotherLoop() {
        EmbeddedChannel other = new EmbeddedChannel();
        FakePeer peer = new FakePeer(other.eventLoop(), 0);

        assertThatThrownBy(() -> rig.fanout.admission(other.eventLoop(), rig.request(TERMS), peer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: one of the 1 of the fan-out");
        other.finishAndReleaseAll();
    }

    @Test
    void takesTheErrorOfAChannelForTheReason() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        FakePeer peer = rig.listen(TERMS, EVERYTHING);
        EmbeddedChannel channel = new EmbeddedChannel(new ListenerHandler(peer.admission()));

        channel.pipeline().fireExceptionCaught(new IOException("Connection timed out"));
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(rig.onlyEnd().reason()).isEqualTo(EndReason.PEER_TIMEOUT);
        assertThat(rig.onlyEnd().listener().bytes()).isEqualTo(FanoutRig.PACKET);
        channel.finishAndReleaseAll();
    }

    private EndReason reasonFor(@Nullable Throwable cause) {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        rig.listen(TERMS, EVERYTHING).leave(cause);
        return rig.ends.get(rig.ends.size() - 1).reason();
    }
}
