package io.ringcast.daemon.stream;

import static io.ringcast.daemon.stream.StreamRig.JOINABLE;
import static io.ringcast.daemon.stream.StreamRig.MIB;
import static io.ringcast.daemon.stream.StreamRig.PACKET;
import static io.ringcast.daemon.stream.StreamRig.PACKETS;
import static io.ringcast.daemon.stream.StreamRig.packets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.container.Format;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How runs of bytes become one stream. */
final class SpliceTest {

    private static final byte[] OLD_TABLES = packets(101, 2);
    private static final byte[] NEW_TABLES = packets(102, 3);

    private final StreamRig rig = new StreamRig(24L * MIB);

    @AfterEach
    void close() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void writesTheFirstRunAsItIs() {
        rig.begin(JOINABLE);
        rig.write(1, 5);
        rig.join(OLD_TABLES, 2, 5);

        assertThat(rig.held()).isEqualTo(concat(packets(1, 5), packets(2, 5)));
        Start start = rig.stream.startNewest().orElseThrow();
        assertThat(start.offset()).isEqualTo(5 * PACKET);
        assertThat(start.preamble()).isEqualTo(OLD_TABLES);
    }

    @Test
    void showsNothingBeforeItIsFlushed() {
        rig.begin(PACKETS);
        rig.append(1, 5);
        assertThat(rig.head()).isZero();
        assertThat(rig.stream.ingestBytes()).isZero();

        rig.splice.flush();

        assertThat(rig.head()).isEqualTo(5 * PACKET);
        assertThat(rig.stream.ingestBytes()).isEqualTo(5 * PACKET);
    }

    @Test
    void continuesAfterAReconnectAtAJoinPointWithItsTables() {
        rig.begin(JOINABLE);
        rig.join(OLD_TABLES, 1, 5);
        LiveEpoch epoch = rig.stream.epoch().orElseThrow();

        rig.begin(JOINABLE);
        rig.write(2, 7);
        assertThat(rig.held()).isEqualTo(packets(1, 5));
        rig.join(NEW_TABLES, 3, 4);

        assertThat(rig.held()).isEqualTo(concat(packets(1, 5), NEW_TABLES, packets(3, 4)));
        assertThat(rig.stream.epoch()).containsSame(epoch);
        assertThat(epoch.end()).isEqualTo(LiveEpoch.OPEN);
        // Who joins there gets the tables once, as its preamble.
        Start start = rig.stream.startNewest().orElseThrow();
        assertThat(start.offset()).isEqualTo(8 * PACKET);
        assertThat(start.preamble()).isEqualTo(NEW_TABLES);
        // What was dropped came in all the same.
        assertThat(rig.stream.ingestBytes()).isEqualTo((5 + 7 + 4) * PACKET);
    }

    @Test
    void writesTheTablesOfASecondRunOnceOnly() {
        rig.begin(JOINABLE);
        rig.join(OLD_TABLES, 1, 5);
        rig.begin(JOINABLE);
        rig.join(NEW_TABLES, 2, 5);
        rig.join(NEW_TABLES, 3, 5);

        assertThat(rig.held()).isEqualTo(concat(packets(1, 5), NEW_TABLES, packets(2, 5), packets(3, 5)));
    }

    @Test
    void continuesAtOnceWhereAnyUnitWillDo() {
        rig.begin(PACKETS);
        rig.write(1, 5);
        rig.begin(PACKETS);
        rig.write(2, 5);

        assertThat(rig.held()).isEqualTo(concat(packets(1, 5), packets(2, 5)));
    }

    @Test
    void forgetsAJoinPointThatTheLastConnectionDidNotReach() {
        rig.begin(JOINABLE);
        rig.write(1, 5);
        rig.spend(Duration.ofSeconds(1));
        rig.splice.onJoinPoint(OLD_TABLES);

        rig.begin(PACKETS);
        rig.write(2, 5);
        rig.begin(JOINABLE);

        assertThat(rig.stream.ring().joinPointAtOrBefore(rig.head())).isNull();
    }

    @Test
    void takesARunAsItIsWhenNoJoinPointComesInEightMegabytes() {
        rig.begin(JOINABLE);
        rig.join(OLD_TABLES, 1, 1);
        rig.begin(JOINABLE);
        int piece = 5000;
        int dropped = 0;
        for (; rig.head() == PACKET; dropped += piece) {
            assertThat((long) dropped * PACKET).isLessThanOrEqualTo(8L * MIB);
            rig.write(2, piece);
        }

        assertThat((long) dropped * PACKET).isBetween(8L * MIB, 8L * MIB + (long) piece * PACKET);
        rig.write(3, 1);
        assertThat(rig.held()).endsWith(packets(3, 1));
        // A late join point is one like any other: nothing is written for it.
        long before = rig.head();
        rig.join(NEW_TABLES, 4, 1);
        assertThat(rig.head()).isEqualTo(before + PACKET);
    }

    @Test
    void takesARunAsItIsWhenNoJoinPointComesInFiveSeconds() {
        rig.begin(JOINABLE);
        rig.join(OLD_TABLES, 1, 1);
        rig.begin(JOINABLE);
        rig.spend(Duration.ofSeconds(5));
        rig.write(2, 1);
        assertThat(rig.head()).isEqualTo(PACKET);

        rig.spend(Duration.ofMillis(1));
        rig.write(3, 1);

        assertThat(rig.held()).isEqualTo(concat(packets(1, 1), packets(3, 1)));
    }

    @Test
    void searchesAgainInEachRun() {
        rig.begin(JOINABLE);
        rig.join(OLD_TABLES, 1, 1);
        rig.begin(JOINABLE);
        rig.spend(Duration.ofSeconds(4));
        rig.write(2, 1);
        rig.begin(JOINABLE);
        rig.spend(Duration.ofSeconds(4));
        rig.write(3, 1);

        assertThat(rig.held()).isEqualTo(packets(1, 1));
    }

    @Test
    void beginsANewEpochAfterAnEnd() {
        rig.begin(JOINABLE, true);
        rig.join(OLD_TABLES, 1, 5);
        LiveEpoch first = rig.stream.epoch().orElseThrow();
        rig.splice.end();
        assertThat(first.end()).isEqualTo(5 * PACKET);

        rig.begin(JOINABLE, true);
        rig.write(2, 3);

        LiveEpoch second = rig.stream.epoch().orElseThrow();
        assertThat(second.epoch().base()).isEqualTo(5 * PACKET);
        assertThat(second.epoch().id()).isNotEqualTo(first.epoch().id());
        assertThat(second.end()).isEqualTo(LiveEpoch.OPEN);
        assertThat(first.end()).isEqualTo(5 * PACKET);
        // Nobody carries over from the first one: nothing is searched and nothing dropped.
        assertThat(rig.held()).isEqualTo(concat(packets(1, 5), packets(2, 3)));
    }

    @Test
    void publishesWhatIsLeftAtTheEnd() {
        rig.begin(PACKETS, true);
        rig.append(1, 5);

        rig.splice.end();

        assertThat(rig.head()).isEqualTo(5 * PACKET);
        assertThat(rig.stream.epoch().orElseThrow().end()).isEqualTo(5 * PACKET);
    }

    @Test
    void letsAListenerOfANewEpochStartAtItsFirstJoinPointHoweverSoonThatComes() {
        rig.begin(JOINABLE, true);
        rig.join(OLD_TABLES, 1, 5);
        rig.splice.end();

        rig.begin(JOINABLE, true);
        rig.splice.onJoinPoint(NEW_TABLES);
        rig.write(2, 5);

        assertThat(rig.stream.startOldest()).hasValueSatisfying(start -> {
            assertThat(start.offset()).isEqualTo(5 * PACKET);
            assertThat(start.preamble()).isEqualTo(NEW_TABLES);
        });
    }

    @Test
    void goesOnAfterBeingClearedWithOffsetsThatRunOn() {
        rig.begin(PACKETS);
        rig.write(1, 5);
        rig.splice.end();
        rig.splice.clear();
        assertThat(rig.held()).isEmpty();
        assertThat(rig.pool.heldBytes()).isZero();

        rig.begin(PACKETS);
        rig.write(2, 5);

        assertThat(rig.stream.epoch().orElseThrow().epoch().base()).isEqualTo(5 * PACKET);
        assertThat(rig.held()).isEqualTo(packets(2, 5));
        assertThat(rig.stream.startOldest().orElseThrow().offset()).isEqualTo(5 * PACKET);
    }

    @Test
    void addsASegmentOnlyWhenSomethingChanges() {
        rig.begin(PACKETS);
        rig.write(1, 5);
        Segment first = rig.stream.segmentAt(0);
        rig.begin(PACKETS);
        rig.write(1, 5);
        assertThat(rig.stream.segmentAt(rig.head())).isSameAs(first);
        assertThat(rig.stream.segmentEnd(0)).isEqualTo(Long.MAX_VALUE);

        rig.begin(PACKETS, true);
        rig.write(2, 5);
        rig.begin(Format.OPAQUE, true);
        rig.write(3, 1);

        assertThat(rig.stream.segmentAt(10 * PACKET - 1)).isSameAs(first);
        assertThat(rig.stream.segmentEnd(0)).isEqualTo(10 * PACKET);
        assertThat(rig.stream.segmentAt(10 * PACKET)).isEqualTo(new Segment(10 * PACKET, PACKETS, true));
        assertThat(rig.stream.segmentEnd(10 * PACKET)).isEqualTo(15 * PACKET);
        assertThat(rig.stream.segmentAt(15 * PACKET)).isEqualTo(new Segment(15 * PACKET, Format.OPAQUE, true));
        assertThat(rig.stream.segmentEnd(15 * PACKET)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void keepsNoSegmentWithoutAByte() {
        rig.begin(PACKETS);
        rig.write(1, 5);
        Segment first = rig.stream.segmentAt(0);
        for (int i = 0; i < 100; i++) {
            // An input that flaps: it connects, is found to be something else each time, and delivers nothing.
            rig.begin(Format.OPAQUE);
            rig.begin(PACKETS);
        }
        rig.write(2, 5);

        assertThat(rig.stream.segmentAt(rig.head())).isSameAs(first);
        assertThat(rig.stream.segmentEnd(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void forgetsSegmentsThatTheRingHoldsNoMore() {
        rig.begin(PACKETS);
        rig.write(1, 5);
        rig.begin(Format.OPAQUE);
        for (int i = 0; i < 30; i++) {
            rig.write(2, MIB / PACKET);
        }
        long tail = rig.stream.ring().tail();
        assertThat(tail).isPositive();
        rig.begin(PACKETS);
        rig.write(3, 1);

        assertThat(rig.stream.segmentAt(0).format()).isEqualTo(Format.OPAQUE);
        assertThat(rig.stream.segmentAt(tail).format()).isEqualTo(Format.OPAQUE);
        assertThat(rig.stream.segmentAt(rig.head()).format()).isEqualTo(PACKETS);
    }

    @Test
    void callsTheBytesWhatTheOriginOrTheFormatCallsThem() {
        assertThat(rig.stream.info().format()).isEmpty();
        assertThat(rig.stream.info().mediaType()).isEqualTo("application/octet-stream");

        rig.splice.begin(new Run(PACKETS, Optional.of("audio/x-own"), false));
        assertThat(rig.stream.info().mediaType()).isEqualTo("audio/x-own");

        rig.begin(JOINABLE);
        assertThat(rig.stream.info().mediaType()).isEqualTo("video/x-joinable");
        assertThat(rig.stream.info().format()).contains(JOINABLE);
    }

    @Test
    void keepsTheTitleOverReconnects() {
        rig.splice.title("before the first byte");
        rig.begin(PACKETS);
        assertThat(rig.stream.info().title()).isEqualTo("before the first byte");

        rig.splice.title("A - B");
        rig.begin(JOINABLE);

        assertThat(rig.stream.info().title()).isEqualTo("A - B");
        rig.splice.title("");
        assertThat(rig.stream.info().title()).isEmpty();
    }

    @Test
    void countsGarbageAsIngested() {
        rig.begin(PACKETS);
        rig.splice.onGarbage(77);
        rig.write(1, 1);

        assertThat(rig.stream.ingestBytes()).isEqualTo(77 + PACKET);
        assertThat(rig.held()).isEqualTo(packets(1, 1));
    }

    @Test
    void wakesThoseWhoWaitForBytesAndForTheEnd() {
        AtomicInteger woken = new AtomicInteger();
        var parking = rig.stream.ring().parking(Runnable::run, woken::incrementAndGet);

        parking.park(rig.stream.ring().changes());
        rig.begin(PACKETS, true);
        assertThat(woken).hasValue(1);
        parking.park(rig.stream.ring().changes());
        rig.write(1, 1);
        assertThat(woken).hasValue(2);
        parking.park(rig.stream.ring().changes());
        rig.splice.end();
        assertThat(woken).hasValue(3);
        rig.stream.ring().remove(parking);
    }

    @Test
    void endsTheEpochAndTakesNoMoreWhenClosed() {
        rig.begin(PACKETS);
        rig.write(1, 5);
        LiveEpoch epoch = rig.stream.epoch().orElseThrow();

        rig.splice.close();
        rig.splice.close();

        assertThat(epoch.end()).isEqualTo(5 * PACKET);
        assertThat(rig.pool.heldBytes()).isZero();
        assertThatThrownBy(() -> rig.splice.onUnits(Unpooled.wrappedBuffer(packets(2, 1))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
