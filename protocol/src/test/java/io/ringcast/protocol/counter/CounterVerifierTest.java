package io.ringcast.protocol.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterVerifierTest {

    private static final long NOW = 1_000_000;

    private final LatencyHistogram latencies = new LatencyHistogram();
    private final CounterVerifier verifier = new CounterVerifier(latencies, 0);
    private final ByteBuf stream = Unpooled.buffer();

    @AfterEach
    void noLeaks() {
        stream.release();
        LeakPresenceDetector.check();
    }

    @Test
    void anExactStreamIsExact() {
        write(100, 5);

        CounterReport report = verified();

        assertThat(report).isEqualTo(new CounterReport(5 * 188, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(report.isExact()).isTrue();
        assertThat(verifier.highestSequence()).isEqualTo(104);
    }

    @Test
    void piecesMayBeCutAnywhere() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        write(0, 400);

        while (stream.isReadable()) {
            ByteBuf piece = stream.readSlice(Math.min(stream.readableBytes(), 1 + random.nextInt(400)));
            verifier.verify(piece, NOW);
            assertThat(piece.isReadable()).isFalse();
        }

        assertThat(verifier.report())
                .as("seed %d", seed)
                .isEqualTo(new CounterReport(400 * 188, 400, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void missingPacketsAreOneGapAndSoManyLost() {
        write(0, 3);
        write(7, 2);

        CounterReport report = verified();

        assertThat(report.gaps()).isEqualTo(1);
        assertThat(report.lost()).isEqualTo(4);
        assertThat(report.corrupt()).isZero();
        assertThat(report.isExact()).isFalse();
    }

    @Test
    void aJumpOfALateListenerThatMakesItLessLateIsASkip() {
        CounterWriter writer = new CounterWriter(0);
        writer.write(stream, 3, NOW - 1_000_000);
        CounterWriter later = new CounterWriter(9);
        later.write(stream, 2, NOW - 200_000);

        CounterReport report = verified();

        assertThat(report.skips()).isEqualTo(1);
        assertThat(report.skipped()).isEqualTo(6);
        assertThat(report.gaps() + report.lost()).isZero();
        assertThat(report.isExact()).isFalse();
        assertThat(report.isExactButForSkips()).isTrue();
    }

    @Test
    void aJumpOfAListenerThatIsNotLateIsAGap() {
        new CounterWriter(0).write(stream, 3, NOW - 999_999);
        new CounterWriter(9).write(stream, 2, NOW);

        CounterReport report = verified();

        assertThat(report.skips()).isZero();
        assertThat(report.gaps()).isEqualTo(1);
        assertThat(report.isExactButForSkips()).isFalse();
    }

    @Test
    void aJumpOverDestroyedPacketsIsAGapHoweverLateTheListenerIs() {
        new CounterWriter(0).write(stream, 2, NOW - 5_000_000);
        stream.writeZero(188);
        new CounterWriter(9).write(stream, 2, NOW);

        CounterReport report = verified();

        assertThat(report.gaps()).isEqualTo(1);
        assertThat(report.skips()).isZero();
    }

    @Test
    void readsNoMoreThanItIsTold() {
        write(0, 3);

        verifier.verify(stream, 188 + 40, NOW);
        assertThat(stream.readerIndex()).isEqualTo(188 + 40);
        verifier.verify(stream, 2 * 188 - 40, NOW);

        assertThat(verifier.report()).isEqualTo(new CounterReport(3 * 188, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void readsBuffersOfEveryKind() {
        ByteBuf whole = Unpooled.buffer();
        new CounterWriter(0).write(whole, 40, NOW);
        ByteBuf[] kinds = {
            PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(whole, 0, 2000),
            PooledByteBufAllocator.DEFAULT.heapBuffer().writeBytes(whole, 2000, 2000),
            Unpooled.directBuffer().writeBytes(whole, 4000, 1000),
            Unpooled.wrappedBuffer(whole.copy(5000, 1000), whole.copy(6000, whole.writerIndex() - 6000)),
        };
        whole.release();

        for (ByteBuf kind : kinds) {
            verifier.verify(kind, NOW);
            kind.release();
        }

        assertThat(verifier.report()).isEqualTo(new CounterReport(40 * 188, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void samplesSinceTheMomentThatItWasTold() {
        verifier.sampleSince(NOW - 10);
        new CounterWriter(0).write(stream, 2, NOW - 11);
        new CounterWriter(2).write(stream, 3, NOW - 10);

        verified();

        assertThat(latencies.count()).isEqualTo(3);
    }

    @Test
    void aPacketThatComesAgainIsRepeatedAndNoGap() {
        write(0, 3);
        write(1, 4);

        CounterReport report = verified();

        assertThat(report.repeated()).isEqualTo(2);
        assertThat(report.gaps()).isZero();
        assertThat(report.packets()).isEqualTo(7);
        assertThat(report.isExact()).isFalse();
    }

    @Test
    void aPacketOutOfOrderIsAGapAndARepeat() {
        write(0, 1);
        write(2, 1);
        write(1, 1);
        write(3, 1);

        CounterReport report = verified();

        assertThat(report.gaps()).isEqualTo(1);
        assertThat(report.repeated()).isEqualTo(1);
    }

    @Test
    void everyChangedBitOfAPacketIsSeen() {
        for (int bit = 0; bit < 188 * 8; bit++) {
            stream.clear();
            write(0, 3);
            int at = 188 + bit / 8;
            stream.setByte(at, stream.getByte(at) ^ (1 << (bit % 8)));
            CounterVerifier each = new CounterVerifier(latencies, 0);

            each.verify(stream, NOW);

            assertThat(each.report())
                    .as("bit %d", bit)
                    .isEqualTo(new CounterReport(3 * 188, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0));
        }
    }

    @Test
    void aCorruptPacketIsNotLostAsWellButItsMissingNeighbourIs() {
        write(0, 2);
        write(3, 2);
        stream.setByte(188 + 50, stream.getByte(188 + 50) + 1);

        CounterReport report = verified();

        assertThat(report.corrupt()).isEqualTo(1);
        assertThat(report.gaps()).isEqualTo(1);
        assertThat(report.lost()).isEqualTo(1);
    }

    @Test
    void bytesCutOutAreCorruptionAndAResync() {
        ByteBuf whole = Unpooled.buffer();
        new CounterWriter(0).write(whole, 5, 0);
        stream.writeBytes(whole, 0, 188 + 60);
        stream.writeBytes(whole, 188 + 160, 3 * 188 + 28);
        whole.release();

        CounterReport report = verified();

        assertThat(report.packets()).isEqualTo(4);
        assertThat(report.corrupt()).isEqualTo(1);
        assertThat(report.resyncs()).isEqualTo(1);
        assertThat(report.gaps()).isZero();
    }

    @Test
    void bytesPutInAreCorruptionAndAResync() {
        write(0, 2);
        stream.writeBytes("not a packet".repeat(40).getBytes(StandardCharsets.US_ASCII));
        write(2, 2);

        CounterReport report = verified();

        assertThat(report.packets()).isEqualTo(4);
        assertThat(report.corrupt()).as("480 bytes, in packets").isEqualTo(3);
        assertThat(report.resyncs()).isEqualTo(1);
    }

    @Test
    void aPayloadThatLooksLikeAHeaderDoesNotHideThePacketBehindIt() {
        write(0, 1);
        stream.writeBytes(stream, 0, 8);
        write(1, 2);

        CounterReport report = verified();

        assertThat(report.packets()).isEqualTo(3);
        assertThat(report.resyncs()).isEqualTo(1);
    }

    @Test
    void enteringInsideAPacketIsLeadInAndNoError() {
        write(0, 3);
        stream.skipBytes(70);

        CounterReport report = verified();

        assertThat(report.isExact()).isTrue();
        assertThat(report.packets()).isEqualTo(2);
        assertThat(report.leadingBytes()).isEqualTo(118);
    }

    @Test
    void endingInsideAPacketIsTold() {
        write(0, 3);
        stream.writerIndex(stream.writerIndex() - 88);

        CounterReport report = verified();

        assertThat(report.packets()).isEqualTo(2);
        assertThat(report.trailingBytes()).isEqualTo(100);
    }

    @Test
    void corruptionThatNeverEndsIsCountedBeforeTheNextPacketComes() {
        write(0, 1);
        stream.writeZero(10 * 188);

        CounterReport report = verified();

        assertThat(report.corrupt()).isEqualTo(10);
        assertThat(report.isExact()).isFalse();
    }

    @Test
    void aStreamOfSomethingElseHasNoPackets() {
        stream.writeZero(1000);

        CounterReport report = verified();

        assertThat(report.packets()).isZero();
        assertThat(report.leadingBytes()).isEqualTo(1000);
        assertThat(verifier.highestSequence()).isEqualTo(-1);
    }

    @Test
    void latencyIsArrivalMinusStampAndNeverNegative() {
        CounterWriter writer = new CounterWriter(0);
        writer.write(stream, 1, NOW - 700);
        writer.write(stream, 1, NOW - 20);
        writer.write(stream, 1, NOW + 50);

        verified();

        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.percentile(0)).isZero();
        assertThat(latencies.percentile(50)).isEqualTo(20);
        assertThat(latencies.max()).isEqualTo(700);
        assertThat(verifier.latencyMaxMicros()).isEqualTo(700);
    }

    @Test
    void packetsFromBeforeTheListenerCameAreNotSampled() {
        CounterVerifier late = new CounterVerifier(latencies, NOW - 100);
        CounterWriter writer = new CounterWriter(0);
        writer.write(stream, 5, NOW - 101);
        writer.write(stream, 2, NOW - 100);

        late.verify(stream, NOW);

        assertThat(latencies.count()).isEqualTo(2);
        assertThat(latencies.max()).isEqualTo(100);
    }

    @Test
    void reportsAddUp() {
        CounterReport one = new CounterReport(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

        assertThat(one.plus(one)).isEqualTo(new CounterReport(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22));
        assertThat(CounterReport.NONE.plus(one)).isEqualTo(one);
    }

    private void write(long first, int packets) {
        new CounterWriter(first).write(stream, packets, 0);
    }

    private CounterReport verified() {
        verifier.verify(stream, NOW);
        return verifier.report();
    }
}
