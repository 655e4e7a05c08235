package io.ringcast.daemon.stream;

import static io.ringcast.daemon.stream.StreamRig.JOINABLE;
import static io.ringcast.daemon.stream.StreamRig.MIB;
import static io.ringcast.daemon.stream.StreamRig.PACKET;
import static io.ringcast.daemon.stream.StreamRig.PACKETS;
import static io.ringcast.daemon.stream.StreamRig.packets;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where listeners start. */
final class StreamTest {

    private static final byte[] TABLES = packets(101, 2);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StreamRig rig = new StreamRig();
    private final Stream stream = rig.stream;

    @AfterEach
    void close() {
        rig.close();
        LeakPresenceDetector.check();
    }

    /** Ten seconds of ten packets each; packet value = second. */
    private void tenSeconds(Format format, boolean joinAtEvenSeconds) {
        rig.begin(format);
        for (int second = 0; second < 10; second++) {
            if (joinAtEvenSeconds && second % 2 == 0) {
                rig.splice.onJoinPoint(packets(100 + second, 1));
            }
            rig.write(second, 10);
            rig.spend(Duration.ofSeconds(1));
        }
    }

    @Test
    void knowsNoByteThatIsYoungerThanNothing() {
        rig.begin(PACKETS);
        rig.write(1, 1);
        long head = stream.ring().head();
        rig.spend(Duration.ofSeconds(1));
        rig.afterLook(() -> {
            rig.spend(Duration.ofMillis(9));
            rig.write(2, 1);
        });

        long age = stream.ageNanos(head);

        assertThat(age)
                .as("published between the look at the clock and the look at the ring")
                .isZero();
    }

    @Test
    void hasNoStartBeforeTheFirstRun() {
        for (Supplier<Optional<Start>> start : everyStart()) {
            assertThat(start.get()).isEmpty();
        }
        assertThat(stream.epoch()).isEmpty();
        assertThat(stream.heldSeconds()).isZero();
    }

    @Test
    void hasOnlyTheHeadToStartAtBeforeTheFirstByte() {
        rig.begin(PACKETS);

        assertThat(stream.startBehind(SECOND)).isEmpty();
        assertThat(stream.startBehindBytes(1)).isEmpty();
        assertThat(stream.startNewest()).isEmpty();
        assertThat(stream.startOldest()).isEmpty();
        assertThat(stream.startAtHead().orElseThrow().offset()).isZero();
    }

    @Test
    void startsAtAnyUnitWhereTheFormatAllowsIt() {
        tenSeconds(PACKETS, false);

        assertThat(offset(stream.startOldest())).isZero();
        assertThat(offset(stream.startNewest())).isEqualTo(100 * PACKET);
        assertThat(offset(stream.startAtHead())).isEqualTo(100 * PACKET);
        assertThat(offset(stream.startBehindBytes(0))).isEqualTo(100 * PACKET);
        assertThat(offset(stream.startBehindBytes(1))).isEqualTo(99 * PACKET);
        assertThat(offset(stream.startBehindBytes(10 * PACKET))).isEqualTo(90 * PACKET);
        assertThat(offset(stream.startBehindBytes(Long.MAX_VALUE))).isZero();
        // The clock stands one second behind the last ten packets.
        assertThat(offset(stream.startBehind(0))).isEqualTo(100 * PACKET);
        assertThat(offset(stream.startBehind(3 * SECOND))).isEqualTo(80 * PACKET);
        assertThat(offset(stream.startBehind(1000 * SECOND))).isZero();
        assertThat(stream.startBehind(3 * SECOND).orElseThrow().preamble()).isEmpty();
    }

    @Test
    void startsAtJoinPointsWhereTheFormatHasThem() {
        tenSeconds(JOINABLE, true);

        assertThat(offset(stream.startOldest())).isZero();
        assertThat(offset(stream.startNewest())).isEqualTo(80 * PACKET);
        assertThat(offset(stream.startBehindBytes(15 * PACKET))).isEqualTo(80 * PACKET);
        assertThat(offset(stream.startBehindBytes(21 * PACKET))).isEqualTo(60 * PACKET);
        assertThat(offset(stream.startBehind(3 * SECOND))).isEqualTo(80 * PACKET);
        assertThat(offset(stream.startBehind(5 * SECOND))).isEqualTo(60 * PACKET);
        assertThat(stream.startBehind(5 * SECOND).orElseThrow().preamble()).isEqualTo(packets(106, 1));
        assertThat(offset(stream.startBehind(1000 * SECOND))).isZero();
        Start head = stream.startAtHead().orElseThrow();
        assertThat(head.offset()).isEqualTo(100 * PACKET);
        assertThat(head.preamble()).isEqualTo(packets(108, 1));
    }

    @Test
    void startsAtTheOldestJoinPointWhenAllAreYounger() {
        rig.begin(JOINABLE);
        rig.write(1, 10);
        rig.join(TABLES, 2, 10);
        rig.join(TABLES, 3, 10);

        assertThat(offset(stream.startOldest())).isEqualTo(10 * PACKET);
        assertThat(offset(stream.startBehind(1000 * SECOND))).isEqualTo(10 * PACKET);
        assertThat(offset(stream.startBehindBytes(MIB))).isEqualTo(10 * PACKET);
    }

    @Test
    void hasNoStartButTheHeadWithoutAJoinPoint() {
        rig.begin(JOINABLE);
        rig.write(1, 10);

        assertThat(stream.startOldest()).isEmpty();
        assertThat(stream.startNewest()).isEmpty();
        assertThat(stream.startBehind(SECOND)).isEmpty();
        assertThat(stream.startBehindBytes(1)).isEmpty();
        assertThat(offset(stream.startAtHead())).isEqualTo(10 * PACKET);
        assertThat(stream.startAtHead().orElseThrow().preamble()).isEmpty();
    }

    @Test
    void startsBehindTheTailWhateverIsAsked() {
        rig.begin(PACKETS);
        for (int i = 0; i < 20; i++) {
            rig.write(i, 1000);
            rig.spend(Duration.ofSeconds(1));
        }
        long tail = stream.ring().tail();
        assertThat(tail).isPositive();

        assertThat(offset(stream.startOldest())).isEqualTo(tail);
        assertThat(offset(stream.startBehind(1000 * SECOND))).isEqualTo(tail);
        assertThat(offset(stream.startBehindBytes(100L * MIB))).isEqualTo(tail);
    }

    @Test
    void startsAtUnitsOfTheSegmentThatItStartsIn() {
        Format thousands = new Format("thousands", "application/x-thousands", 1000, false);
        rig.begin(PACKETS);
        rig.write(1, 5);
        rig.begin(thousands);
        rig.splice.onUnits(io.netty.buffer.Unpooled.wrappedBuffer(new byte[4000]));
        rig.splice.flush();

        assertThat(offset(stream.startBehindBytes(1))).isEqualTo(5 * PACKET + 3000);
        assertThat(offset(stream.startBehindBytes(4000))).isEqualTo(5 * PACKET);
        assertThat(offset(stream.startBehindBytes(4001))).isEqualTo(4 * PACKET);
    }

    @Test
    void startsInTheNewestEpochOnly() {
        tenSeconds(JOINABLE, true);
        rig.splice.end();
        rig.begin(JOINABLE);

        assertThat(stream.startOldest()).isEmpty();
        rig.join(TABLES, 11, 10);

        Start start = stream.startOldest().orElseThrow();
        assertThat(start.offset()).isEqualTo(100 * PACKET);
        assertThat(start.preamble()).isEqualTo(TABLES);
        assertThat(start.epoch()).isSameAs(stream.epoch().orElseThrow());
        assertThat(offset(stream.startBehind(1000 * SECOND))).isEqualTo(100 * PACKET);
    }

    @Test
    void givesNoPreambleOfAnotherEpochAtTheHead() {
        tenSeconds(JOINABLE, true);
        rig.splice.end();
        rig.begin(JOINABLE);

        assertThat(stream.startAtHead().orElseThrow().preamble()).isEmpty();
    }

    @Test
    void givesNoPreambleAtTheHeadOfAFormatWithoutJoinPoints() {
        tenSeconds(JOINABLE, true);
        rig.begin(Format.OPAQUE);
        rig.write(1, 1);

        assertThat(stream.startAtHead().orElseThrow().preamble()).isEmpty();
    }

    @Test
    void playsTheRestOfAnItemThatHasEnded() {
        tenSeconds(PACKETS, false);
        rig.splice.end();

        Start start = stream.startOldest().orElseThrow();
        assertThat(start.offset()).isZero();
        assertThat(start.epoch().end()).isEqualTo(100 * PACKET);
        assertThat(offset(stream.startAtHead())).isEqualTo(100 * PACKET);
    }

    @Test
    void isOverForNewcomersAtTheEndOfAnItemThatStartsOnDemand() {
        Counter demand = new Counter();
        stream.demandedBy(demand);
        tenSeconds(PACKETS, false);
        rig.splice.end();
        assertThat(stream.startOldest()).as("for who has waited for it").isPresent();

        stream.arrive();

        for (Supplier<Optional<Start>> start : everyStart()) {
            assertThat(start.get()).isEmpty();
        }
    }

    @Test
    void tellsWhoeverMakesItRunWhenSomebodyListens() {
        stream.arrive();
        stream.leave();
        assertThat(stream.onDemand()).isFalse();
        Counter demand = new Counter();
        stream.demandedBy(demand);

        stream.arrive();
        stream.arrive();
        stream.leave();

        assertThat(stream.onDemand()).isTrue();
        assertThat(demand.arrived).isEqualTo(2);
        assertThat(demand.left).isEqualTo(1);
    }

    @Test
    void knowsTheAgeOfItsBytes() {
        tenSeconds(PACKETS, false);

        assertThat(stream.heldSeconds()).isEqualTo(10.0);
        assertThat(stream.ageNanos(0)).isEqualTo(10 * SECOND);
        assertThat(stream.ageNanos(95 * PACKET)).isEqualTo(SECOND);
        assertThat(stream.ageNanos(100 * PACKET)).isZero();
    }

    @Test
    void findsTheLastBoundaryOfASegment() {
        Segment segment = new Segment(1000, PACKETS, false);

        assertThat(segment.floor(1000)).isEqualTo(1000);
        assertThat(segment.floor(1187)).isEqualTo(1000);
        assertThat(segment.floor(1188)).isEqualTo(1188);
        assertThat(segment.floor(1000 + 188L * 1_000_000_000L + 187)).isEqualTo(1000 + 188L * 1_000_000_000L);
    }

    private List<Supplier<Optional<Start>>> everyStart() {
        return List.of(
                () -> stream.startBehind(SECOND),
                () -> stream.startBehindBytes(1000),
                stream::startNewest,
                stream::startOldest,
                stream::startAtHead);
    }

    private static long offset(Optional<Start> start) {
        return start.orElseThrow().offset();
    }

    private static final class Counter implements Demand {
        private int arrived;
        private int left;

        @Override
        public void onArrived() {
            arrived++;
        }

        @Override
        public void onLeft() {
            left++;
        }
    }
}
