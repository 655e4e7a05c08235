package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TransportAnalysisTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TransportAnalysis analysis = new TransportAnalysis();

    @Test
    void knowsNothingBeforeTheFirstTransportStream() {
        assertThat(analysis.snapshot()).isEmpty();
        analysis.onUnits(card(), 0);
        analysis.onGarbage(7);
        analysis.end();

        assertThat(analysis.snapshot()).isEmpty();
    }

    @Test
    void publishesOnceASecond() {
        // given
        ByteBuf card = card();
        analysis.begin(false, 0);

        // when
        analysis.onUnits(card.readSlice(100 * TsPacket.SIZE), SECOND - 1);
        assertThat(analysis.snapshot()).isEmpty();
        analysis.onUnits(card.readSlice(100 * TsPacket.SIZE), SECOND);
        analysis.onUnits(card.readSlice(100 * TsPacket.SIZE), SECOND + 1);

        // then
        assertThat(analysis.snapshot()).hasValueSatisfying(now -> {
            assertThat(now.report().packets()).isEqualTo(200);
            assertThat(now.report().programs()).hasSize(1);
            assertThat(now.bitrate()).isCloseTo(now.report().bitrate(), within(1.0));
            assertThat(now.clockJitter()).isEmpty();
            assertThat(now.longestClockInterval()).isPresent();
        });
    }

    @Test
    void countsErrorsOverAllRuns() {
        // given: a run with a hole, and garbage
        ByteBuf card = card();
        analysis.begin(false, 0);
        analysis.onUnits(card.readSlice(500 * TsPacket.SIZE), 1);
        card.skipBytes(3 * TsPacket.SIZE);
        analysis.onGarbage(99);
        analysis.onUnits(card.readSlice(500 * TsPacket.SIZE), 2);
        analysis.end();
        long holes = continuityErrors();
        assertThat(holes).isPositive();

        // when: the next run is whole, and shorter
        analysis.begin(false, 3);
        analysis.onUnits(card.readSlice(50 * TsPacket.SIZE), 3 + SECOND);

        // then
        assertThat(continuityErrors()).isEqualTo(holes);
        assertThat(analysis.snapshot().orElseThrow().errors())
                .containsEntry("sync-loss", 1L)
                .containsEntry("pcr-repetition", 0L)
                .hasSize(13);
        assertThat(analysis.snapshot().orElseThrow().report().packets()).isEqualTo(50);
    }

    @Test
    void measuresJitterWhereArrivalIsMeasured() {
        // given: pieces that all come a second apart
        ByteBuf card = card();
        analysis.begin(true, 0);

        // when
        for (int i = 1; i <= 5; i++) {
            analysis.onUnits(card.readSlice(300 * TsPacket.SIZE), i * SECOND);
        }

        // then
        assertThat(analysis.snapshot().orElseThrow().clockJitter()).isPresent();
        assertThat(analysis.snapshot().orElseThrow().report().byArrival()).isTrue();
    }

    private long continuityErrors() {
        return analysis.snapshot().orElseThrow().errors().getOrDefault("continuity", -1L);
    }

    private static ByteBuf card() {
        try (InputStream in = TransportAnalysisTest.class.getResourceAsStream("test/card.ts")) {
            return Unpooled.wrappedBuffer(Objects.requireNonNull(in).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
