package io.ringcast.daemon.source.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringcast.protocol.container.Detection;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.FormatDetector;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import io.ringcast.protocol.container.UnitSink;
import io.ringcast.protocol.mpegts.ContinuityChecker;
import io.ringcast.protocol.mpegts.PesHeader;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The test card keeps what its script promises, and loops without a seam. */
final class CardLoopTest {

    private static final String CARD = "/io/ringcast/daemon/source/test/card.ts";
    private static final int TURNS = 4;
    private static final long MILLIS = TsClock.FREQUENCY / 1000;
    private static final int VIDEO_PID = 0x100;
    private static final long VIDEO_FRAME_STAMPS = 3600;
    private static final int AUDIO_PID = 0x101;

    private static byte[] card = {};

    @BeforeAll
    static void readCard() throws IOException {
        try (InputStream in = CardLoopTest.class.getResourceAsStream(CARD)) {
            assertThat(in).isNotNull();
            card = in.readAllBytes();
        }
    }

    @Test
    void isSmallAndRecognised() {
        assertThat(card.length).isLessThan(1 << 20);
        assertThat(FormatDetector.detect(Unpooled.wrappedBuffer(card), false))
                .isEqualTo(new Detection.Stream(Format.MPEG_TS));
    }

    @Test
    void isOneUnbrokenTimelineOverManyTurns() {
        // given
        ByteBuf stream = loop();
        ContinuityChecker checker = new ContinuityChecker();
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        List<Long> clocks = new ArrayList<>();
        Map<Integer, List<Long>> stamps = new HashMap<>();

        // when
        for (int at = 0; at < stream.writerIndex(); at += TsPacket.SIZE) {
            packet.wrap(stream, at);
            checker.check(packet);
            if (packet.hasPcr()) {
                clocks.add(packet.pcr());
            }
            if (pes.wrap(packet) && pes.hasPts()) {
                assertThat(TsClock.stampDifference(pes.dts(), clocks.get(clocks.size() - 1) / 300))
                        .as("time to decode")
                        .isBetween(0L, 90_000L);
                stamps.computeIfAbsent(packet.pid(), pid -> new ArrayList<>()).add(pes.dts());
            }
        }

        // then
        assertThat(checker.errors()).isZero();
        assertThat(differences(clocks)).allSatisfy(ticks -> assertThat(ticks).isBetween(1L, 40 * MILLIS));
        assertThat(stamps).containsOnlyKeys(VIDEO_PID, AUDIO_PID);
        List<Long> video = stamps.getOrDefault(VIDEO_PID, List.of());
        assertThat(video).hasSize(TURNS * 400);
        assertThat(differences(video)).containsOnly(VIDEO_FRAME_STAMPS);
        List<Long> audio = stamps.getOrDefault(AUDIO_PID, List.of());
        assertThat(audio.get(0)).isEqualTo(video.get(0));
        assertThat(differences(audio)).allSatisfy(ticks -> {
            assertThat(ticks).isPositive();
            assertThat(ticks % 1920)
                    .as("whole frames of 1024 samples at 48 kHz")
                    .isZero();
        });
    }

    @Test
    void lastsSixteenSecondsATurn() {
        // given
        ByteBuf stream = loop();
        TsPacket packet = new TsPacket();
        List<Long> firstClocks = new ArrayList<>();

        // when: a turn is the card, behind two packets of tables
        int turn = card.length + 2 * TsPacket.SIZE;
        for (int i = 0; i < TURNS; i++) {
            int at = i == 0 ? 0 : card.length + (i - 1) * turn;
            while (!packet.wrap(stream, at).hasPcr()) {
                at += TsPacket.SIZE;
            }
            firstClocks.add(packet.pcr());
        }

        // then
        assertThat(differences(firstClocks)).containsOnly(16 * TsClock.FREQUENCY);
    }

    @Test
    void givesTheFirstTurnOutUnchanged() {
        assertThat(loop().slice(0, card.length)).isEqualTo(Unpooled.wrappedBuffer(card));
    }

    @Test
    void hasNothingThatAnAnalyserWouldCount() {
        // given
        ByteBuf stream = loop();
        TsAnalyser analyser = TsAnalyser.byClock();

        // when
        analyser.packets(stream, 0, stream.writerIndex(), 0);

        // then
        for (TsError error : TsError.values()) {
            assertThat(analyser.count(error)).as(error.title()).isZero();
        }
        assertThat(analyser.report().seconds()).isCloseTo(16.0 * TURNS, within(0.1));
    }

    @Test
    void refusesWhatItCannotLoop() {
        assertThatThrownBy(() -> new CardLoop(new byte[100]))
                .hasMessage("bytes: 100 (expected: a multiple of 188, not 0)");
        assertThatThrownBy(() -> new CardLoop(new byte[1880]))
                .hasMessage("no PAT and PMT in the stream (expected: a program)");
    }

    @Test
    void canBeJoinedOnceASecond() {
        // given
        ByteBuf stream = loop();
        List<Long> joins = new ArrayList<>();
        long[] clock = new long[1];

        // when
        try (UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            parser.parse(stream, new UnitSink() {
                @Override
                public void onUnits(ByteBuf units) {}

                @Override
                public void onPart(ByteBuf part) {
                    throw new AssertionError("a part of a packet");
                }

                @Override
                public void onRemark(String remark) {}

                @Override
                public void onClock(long ticks, boolean discontinuity) {
                    assertThat(discontinuity).isFalse();
                    clock[0] = ticks;
                }

                @Override
                public void onJoinPoint(byte[] preamble) {
                    assertThat(preamble).hasSize(2 * TsPacket.SIZE);
                    joins.add(clock[0]);
                }

                @Override
                public void onGarbage(int bytes) {
                    throw new AssertionError(bytes + " bytes of garbage");
                }
            });
        }

        // then
        assertThat(joins).hasSize(TURNS * 16);
        assertThat(differences(joins)).containsOnly(TsClock.FREQUENCY);
    }

    private static ByteBuf loop() {
        CardLoop loop = new CardLoop(card);
        ByteBuf out = Unpooled.buffer(TURNS * card.length);
        while (loop.turns() < TURNS) {
            loop.next(out, 100);
        }
        // Behind the last turn the next one has begun; before each turn but the first come a PAT and a PMT.
        return out.writerIndex(TURNS * card.length + (TURNS - 1) * 2 * TsPacket.SIZE);
    }

    private static List<Long> differences(List<Long> values) {
        List<Long> differences = new ArrayList<>();
        for (int i = 1; i < values.size(); i++) {
            differences.add(values.get(i) - values.get(i - 1));
        }
        return differences;
    }
}
