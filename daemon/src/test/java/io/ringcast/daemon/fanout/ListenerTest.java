package io.ringcast.daemon.fanout;

import static io.ringcast.daemon.fanout.FakePeer.EVERYTHING;
import static io.ringcast.daemon.fanout.FanoutRig.JOINABLE;
import static io.ringcast.daemon.fanout.FanoutRig.KIB;
import static io.ringcast.daemon.fanout.FanoutRig.MIB;
import static io.ringcast.daemon.fanout.FanoutRig.PACKET;
import static io.ringcast.daemon.fanout.FanoutRig.PACKETS;
import static io.ringcast.daemon.fanout.FanoutRig.TERMS;
import static io.ringcast.daemon.fanout.FanoutRig.packets;
import static io.ringcast.daemon.fanout.FanoutRig.packetsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Listener.Turn;
import io.ringcast.daemon.stream.Start;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one turn of one listener does. */
@Timeout(30)
final class ListenerTest {

    private static final byte[] PREAMBLE = packets(1_000_000, 2);
    private static final ListenerRequest.Terms SKIP = TERMS.policy(Policy.SKIP);

    private final FanoutRig rig = new FanoutRig();
    private final FakePeer peer = new FakePeer(rig.loop(), EVERYTHING);
    private final FakePeer stopped = new FakePeer(rig.loop(), 0);

    @AfterEach
    void close() {
        peer.forget();
        stopped.forget();
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void handsOverWholeUnitsInPiecesOfAtMostAChunk() {
        byte[] bytes = packetsOf(0, 400 * KIB);
        rig.begin(PACKETS, false);
        rig.write(bytes);
        Listener listener = listener(TERMS, peer);

        Turn turn = turn(listener, rig.stream.ring().head());

        assertThat(turn).isEqualTo(Turn.LEVEL);
        assertThat(peer.got()).isEqualTo(bytes);
        assertThat(peer.pieces).hasSize(7).allMatch(piece -> piece % PACKET == 0 && piece <= 64 * KIB);
        assertThat(listener.cursor()).isEqualTo(bytes.length);
    }

    @Test
    void handsOverNoMoreThanTheHeadItIsGiven() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        long head = rig.stream.ring().head();
        Listener listener = listener(TERMS, peer);
        rig.write(packets(10, 10));

        assertThat(turn(listener, head)).isEqualTo(Turn.LEVEL);
        assertThat(peer.got()).isEqualTo(packets(0, 10));
    }

    @Test
    void leavesTheTurnToOthersAfterHalfAMegabyte() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, MIB - 64 * KIB));
        Listener listener = listener(TERMS, peer);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.MORE);
        assertThat(peer.gotBytes()).isBetween(512 * KIB, 512 * KIB + 64 * KIB);
        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);
        assertThat(peer.got()).isEqualTo(packetsOf(0, MIB - 64 * KIB));
    }

    @Test
    void stopsWhenItsChannelIsFullAndGoesOnWhereItStopped() {
        byte[] bytes = packetsOf(0, 800 * KIB);
        rig.begin(PACKETS, false);
        rig.write(bytes);
        Listener listener = listener(TERMS, stopped);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.FULL);
        assertThat(stopped.gotBytes()).isZero();
        assertThat(listener.cursor()).isBetween(64L * KIB, 128L * KIB);
        assertThat(stopped.pending()).isEqualTo(listener.cursor());

        while (turn(listener, rig.stream.ring().head()) == Turn.FULL) {
            stopped.take(10_000);
        }
        stopped.take(EVERYTHING);
        assertThat(stopped.got()).isEqualTo(bytes);
    }

    @Test
    void handsOverNothingWhileItsChannelIsFull() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 800 * KIB));
        Listener listener = listener(TERMS, stopped);
        turn(listener, rig.stream.ring().head());
        long cursor = listener.cursor();

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.FULL);
        assertThat(listener.cursor()).isEqualTo(cursor);
    }

    @Test
    void handsAUnitThatIsLargerThanAPieceOverWhole() {
        Format large = new Format("large", "application/x-large", 200_000, false);
        rig.begin(large, false);
        rig.write(new byte[800_000]);
        Listener listener = listener(TERMS, stopped);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.FULL);
        assertThat(stopped.pieces).containsExactly(200_000L);
        assertThat(listener.cursor()).isEqualTo(200_000);
    }

    @Test
    void cutsEachSegmentAtItsOwnUnits() {
        Format thousands = new Format("thousands", "application/x-thousands", 1000, false);
        int before = 600 * PACKET;
        rig.begin(PACKETS, false);
        rig.write(new byte[before]);
        rig.begin(thousands, false);
        rig.write(new byte[300_000]);
        Listener listener = listener(TERMS, peer);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);
        long at = 0;
        for (long piece : peer.pieces) {
            at += piece;
            assertThat(at <= before ? at % PACKET : (at - before) % 1000)
                    .as("cut at " + at)
                    .isZero();
        }
        assertThat(at).isEqualTo(before + 300_000);
    }

    @Test
    void isLappedForGoodWhereAnyByteMayBeMissed() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        Listener listener = listener(TERMS, peer);
        lap(10);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LAPPED);
        assertThat(listener.lappedForGood()).isTrue();
        assertThat(peer.gotBytes()).isZero();
    }

    @Test
    void skipsToAJoinPointWithItsPreambleWhenLapped() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(packets(999, 1));
        rig.write(packets(0, 10));
        Listener listener = listener(TERMS.join(new JoinSpec.Keyframe()), peer);
        assertThat(peer.pieces).containsExactly((long) PACKET);
        turn(listener, rig.stream.ring().head());
        int next = lap(10);
        rig.spend(Duration.ofSeconds(1));
        rig.splice.onJoinPoint(PREAMBLE);
        rig.write(packets(next, 5));

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);

        byte[] got = peer.got();
        assertThat(Arrays.copyOfRange(got, 11 * PACKET, 13 * PACKET)).isEqualTo(PREAMBLE);
        assertThat(Arrays.copyOfRange(got, 13 * PACKET, got.length)).isEqualTo(packets(next, 5));
        ListenerSnapshot snapshot = listener.snapshot(rig.now());
        assertThat(snapshot.skips()).isEqualTo(1);
        assertThat(snapshot.skippedBytes()).isEqualTo((next - 10L) * PACKET);
        assertThat(rig.account.skippedBytes()).isEqualTo((next - 10L) * PACKET);
        assertThat(snapshot.policy()).isEqualTo(Policy.SKIP);
    }

    @Test
    void skipsToTheHeadWhereThereIsNoJoinPoint() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(PREAMBLE);
        rig.write(packets(0, 10));
        Listener listener = listener(TERMS, peer);
        turn(listener, rig.stream.ring().head());
        lap(10);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);
        assertThat(listener.cursor()).isEqualTo(rig.stream.ring().head());
        assertThat(peer.got()).hasSize(12 * PACKET);
    }

    @Test
    void countsOneHoleWhenLappedAgainBeforeItGotAByte() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(PREAMBLE);
        rig.write(packets(0, 10));
        Listener listener = listener(TERMS, peer);
        turn(listener, rig.stream.ring().head());
        int next = lap(10);
        turn(listener, rig.stream.ring().head());

        next = lap(next);
        turn(listener, rig.stream.ring().head());
        rig.write(packets(next, 1));
        turn(listener, rig.stream.ring().head());
        lap(next + 1);
        turn(listener, rig.stream.ring().head());

        ListenerSnapshot snapshot = listener.snapshot(rig.now());
        assertThat(snapshot.skips()).isEqualTo(2);
        assertThat(snapshot.skippedBytes()).isEqualTo(rig.stream.ring().head() - 11L * PACKET);
    }

    @Test
    void skipsToAUnitBoundaryWhereAnyUnitWillDo() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        Listener listener = listener(SKIP.join(new JoinSpec.BehindBytes(100_000)), peer);
        turn(listener, rig.stream.ring().head());
        int next = lap(10);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);
        byte[] got = peer.got();
        int packetsBehind = 100_000 / PACKET + 1;
        assertThat(Arrays.copyOfRange(got, 10 * PACKET, got.length))
                .isEqualTo(packets(next - packetsBehind, packetsBehind));
    }

    @Test
    void movesNobodyForwardInsideAFiniteItem() {
        rig.begin(PACKETS, true);
        rig.write(packets(0, 10));
        Listener listener = listener(SKIP, peer);
        lap(10);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LAPPED);
        assertThat(listener.lappedForGood()).isTrue();
        assertThat(rig.account.skippedBytes()).isZero();
    }

    @Test
    void movesNobodyForwardWhoAskedForOffsets() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        ListenerRequest ranged = rig.request(PACKET, Long.MAX_VALUE);
        Listener listener = listener(
                new ListenerRequest(
                        ranged.stream(), ranged.account(), ranged.remote(), ranged.userAgent(), SKIP, ranged.span()),
                new Start(PACKET, new byte[0], rig.stream.epoch().orElseThrow()),
                peer);
        lap(10);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LAPPED);
    }

    @Test
    void movesNobodyForwardIntoAnotherEpoch() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        Listener listener = listener(SKIP, peer);
        rig.splice.end();
        rig.begin(PACKETS, false);
        lap(10);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LAPPED);
    }

    @Test
    void isDoneAtTheEndOfItsEpochWhateverFollows() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 10));
        Listener listener = listener(TERMS, peer);
        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);
        rig.write(packets(10, 5));
        rig.splice.end();
        rig.begin(PACKETS, false);
        rig.write(packets(15, 5));

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.DONE);
        assertThat(peer.got()).isEqualTo(packets(0, 15));
    }

    @Test
    void isDoneAtTheEndOfWhatItAskedFor() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1000));
        Listener listener = listener(
                rig.request(100, 100_001),
                new Start(100, new byte[0], rig.stream.epoch().orElseThrow()),
                peer);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.DONE);
        assertThat(peer.got()).isEqualTo(Arrays.copyOfRange(packets(0, 1000), 100, 100_001));
    }

    @Test
    void flushesAPreambleThatNothingFollowsYet() {
        rig.begin(JOINABLE, false);
        rig.splice.onJoinPoint(PREAMBLE);
        rig.write(packets(0, 1));
        Start start = rig.stream.startAtHead().orElseThrow();
        Listener listener = listener(rig.request(TERMS), start, peer);

        assertThat(turn(listener, rig.stream.ring().head())).isEqualTo(Turn.LEVEL);
        assertThat(peer.got()).isEqualTo(PREAMBLE);
    }

    @Test
    void givesSlicesBackThatItsChannelRefuses() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 200 * KIB));
        Listener listener = listener(rig.request(100, Long.MAX_VALUE), startAt(100), peer);
        peer.onWrite = () -> {
            throw new IllegalStateException("planted");
        };

        assertThatThrownBy(() -> turn(listener, rig.stream.ring().head())).hasMessage("planted");

        // The rig finds no chunk in flight when it closes.
        rig.splice.end();
        rig.splice.clear();
        assertThat(rig.pool.inFlightBytes()).isZero();
    }

    @Test
    void countsWhatTheKernelTook() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 400 * KIB));
        Listener listener = listener(TERMS, stopped);
        turn(listener, rig.stream.ring().head());
        stopped.take(20_000);
        rig.spend(Duration.ofSeconds(3));

        listener.settle(rig.now());

        ListenerSnapshot snapshot = listener.snapshot(rig.now());
        assertThat(snapshot.bytes()).isEqualTo(20_000);
        assertThat(snapshot.lagBytes()).isEqualTo(rig.stream.ring().head() - 20_000);
        assertThat(snapshot.lag()).isEqualTo(Duration.ofSeconds(3));
        assertThat(snapshot.duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(rig.account.deliveredBytes()).isEqualTo(20_000);
    }

    @Test
    void knowsForHowLongItsPeerTookNothing() {
        rig.begin(PACKETS, false);
        rig.write(packetsOf(0, 400 * KIB));
        Listener listener = listener(TERMS, stopped);
        turn(listener, rig.stream.ring().head());

        rig.spend(Duration.ofSeconds(3));
        assertThat(listener.settle(rig.now())).isEqualTo(Duration.ofSeconds(3).toNanos());
        stopped.take(1);
        assertThat(listener.settle(rig.now())).isZero();
        rig.spend(Duration.ofSeconds(2));
        stopped.take(50_000);
        turn(listener, rig.stream.ring().head());
        assertThat(listener.settle(rig.now())).as("taken before the turn").isZero();
    }

    @Test
    void isNotIdleWhileThereIsNothingToTake() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 1));
        Listener listener = listener(TERMS, peer);
        turn(listener, rig.stream.ring().head());
        listener.settle(rig.now());

        rig.spend(Duration.ofMinutes(5));

        assertThat(listener.settle(rig.now())).isZero();
        assertThat(listener.snapshot(rig.now()).lag()).isZero();
    }

    private Start startAt(long offset) {
        return new Start(offset, new byte[0], rig.stream.epoch().orElseThrow());
    }

    private Listener listener(ListenerRequest.Terms terms, FakePeer of) {
        return listener(
                rig.request(terms), Joins.resolve(rig.stream, terms.join()).orElseThrow(), of);
    }

    private Listener listener(ListenerRequest request, Start start, FakePeer of) {
        of.admission(rig.fanout.admission(rig.loop(), request, of));
        return new Listener(1, request, of, start, FanoutRig.TODAY, rig.now());
    }

    /** Writes packets from {@code first} on until the oldest ones have gone. Returns the number of the next packet. */
    @Test
    void bringsWhatTheKernelTookInPartToAUnitBoundary() {
        rig.begin(PACKETS, false);
        rig.write(packets(0, 400));
        FakePeer tight = new FakePeer(rig.loop(), 100 * PACKET + 1);
        tight.straight = true;
        Listener listener = listener(TERMS, tight);

        Turn turn = turn(listener, rig.stream.ring().head());

        assertThat(turn).isEqualTo(Turn.FULL);
        assertThat(tight.gotBytes()).isEqualTo(100 * PACKET + 1);
        assertThat(listener.cursor() % PACKET).isZero();
        assertThat(tight.gotBytes() + tight.pending()).isEqualTo(listener.cursor());
        assertThat(listener.cursor()).isGreaterThan(100 * PACKET + 1).isLessThan(107 * PACKET);
        tight.forget();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isExactHoweverTheKernelCuts(long seed) {
        Random random = new Random(seed);
        FakePeer moody = new FakePeer(rig.loop(), 0);
        moody.straight = true;
        moody.admission(rig.fanout.admission(rig.loop(), rig.request(TERMS), moody));
        rig.begin(PACKETS, false);
        int written = 100;
        rig.write(packets(0, written));
        moody.admission().begin();

        while (written < 4000) {
            moody.take(random.nextInt(3 * 64 * KIB));
            int more = random.nextInt(300);
            rig.write(packets(written, more));
            written += more;
            rig.advance(Duration.ofMillis(random.nextInt(60)));
            long handed = moody.gotBytes() + moody.pending();
            assertThat(handed % PACKET).as("bytes up to the cut").isZero();
        }
        moody.take(EVERYTHING);
        rig.advance(TERMS.latency());

        assertThat(moody.got()).isEqualTo(packets(0, written));
        moody.leave(null);
    }

    /** A turn as a walk gives it: what was held for it is given back. */
    private Turn turn(Listener listener, long head) {
        Batch batch = new Batch(rig.stream.ring());
        try {
            return listener.turn(batch, head);
        } finally {
            batch.close();
        }
    }

    private int lap(int first) {
        int next = first;
        long begin = rig.stream.ring().tail();
        while (rig.stream.ring().tail() <= begin + first * (long) PACKET) {
            rig.write(packets(next, 300));
            next += 300;
        }
        return next;
    }
}
