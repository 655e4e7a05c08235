package io.ringcast.protocol.container;

import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.mpegts.TsFixture;
import io.ringcast.protocol.mpegts.TsPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MpegTsParserTest {

    private static final byte[] KEYFRAME = {0, 0, 0, 1, 0x09, 0x10, 0, 0, 0, 1, 0x67, 0x42};
    private static final byte[] DELIMITER = {0, 0, 0, 1, 0x09, (byte) 0xF0, 0, 0, 1, 0x0C};
    private static final byte[] NO_KEYFRAME = {0, 0, 1, 0x41, (byte) 0x9A};

    private final UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT);
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void closeAndCheckLeaks() {
        parser.close();
        parser.close();
        LeakPresenceDetector.check();
    }

    @Test
    void handsOnTheCallersBufferAsOneRun() {
        // given
        ByteBuf stream = new TsFixture().more(VIDEO_PID, 100).stream();
        parser.parse(stream.readSlice(940), new RecordingSink());

        // when
        parser.parse(stream, sink);

        // then
        assertThat(sink.runs).containsExactly(95 * 188);
        assertThat(sink.buffers).containsExactly(stream);
        assertThat(stream.isReadable()).isFalse();
    }

    @Test
    void endsARunBeforeAClockAndSaysTheClockFirst() {
        // given
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        fixture.more(VIDEO_PID, 8)
                .video(900, 900, 27_000_000, false, NO_KEYFRAME)
                .more(VIDEO_PID, 3);
        fixture.packet(VIDEO_PID, false, 28_000_000, 0x80, new byte[170]);

        // when
        parser.parse(fixture.stream().readSlice(6 * 188), new RecordingSink());
        parser.parse(fixture.stream(), sink);

        // then
        assertThat(sink.clocks)
                .containsExactly(
                        new RecordingSink.Clock(4 * 188, 27_000_000, false),
                        new RecordingSink.Clock(8 * 188, 28_000_000, true));
        assertThat(sink.runs).containsExactly(4 * 188, 4 * 188, 188);
    }

    @Test
    void joinsAtAKeyframeWithTheTablesAsTheyWereSentLast() {
        // given: the second keyframe stands behind a repetition of the tables with other continuity counters
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        fixture.video(900, 900, 100, true).more(VIDEO_PID, 6);
        int tables = fixture.stream().writerIndex();
        fixture.association(0).map(0, H264).video(4500, 4500, 200, true).more(AUDIO_PID, 4);
        byte[] bytes = fixture.bytes();

        // when
        parser.parse(Unpooled.wrappedBuffer(bytes), sink);

        // then
        assertThat(sink.joins)
                .containsExactly(
                        new RecordingSink.Join(2 * 188, RecordingSink.boxed(Arrays.copyOf(bytes, 376))),
                        new RecordingSink.Join(
                                tables + 376, RecordingSink.boxed(Arrays.copyOfRange(bytes, tables, tables + 376))));
    }

    @Test
    void keepsAPreambleForEachJoinPoint() {
        // given
        TsFixture fixture = new TsFixture().association(0).map(0, H264).video(900, 900, 100, true);
        fixture.association(1)
                .map(1, TsFixture.HEVC)
                .video(4500, 4500, 200, true)
                .more(VIDEO_PID, 3);

        // when
        parser.parse(fixture.stream(), sink);

        // then
        List<Byte> first = sink.joins.get(0).preamble();
        List<Byte> second = sink.joins.get(1).preamble();
        assertThat(first).hasSize(376).isNotEqualTo(second);
        assertThat(second).hasSize(376);
    }

    @Test
    void hasNoJoinPointBeforeTheTablesAreKnown() {
        // given
        TsFixture fixture = new TsFixture().video(900, 900, 100, true).more(VIDEO_PID, 6);
        fixture.association(0).video(4500, 4500, 200, true).more(VIDEO_PID, 6);

        // when
        parser.parse(fixture.stream(), sink);

        // then
        assertThat(sink.joins).isEmpty();
        assertThat(sink.clocks).isEmpty();
    }

    @Test
    void findsAKeyframeThatTheMuxerDoesNotMark() {
        // given
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        fixture.video(900, 900, 100, false, NO_KEYFRAME).more(VIDEO_PID, 6);
        int keyframe = fixture.stream().writerIndex();
        fixture.video(4500, 4500, 200, false, KEYFRAME);

        // when
        parser.parse(fixture.stream(), sink);

        // then
        assertThat(sink.joinOffsets()).containsExactly((long) keyframe);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 188, 189, 376, 1000, 100_000})
    void joinsWhereAnAccessUnitBeginsThatShowsOnlyLaterThatItIsAKeyframe(int piece) {
        // given: a keyframe whose first packet has no more than a delimiter, with sound before the next one
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        fixture.video(900, 900, 100, false, NO_KEYFRAME).more(VIDEO_PID, 6);
        fixture.video(4500, 4500, 200, false, DELIMITER).audio(4500, -1);
        fixture.packet(VIDEO_PID, false, -1, 0, KEYFRAME).more(VIDEO_PID, 6);
        fixture.video(8100, 8100, 300, false, DELIMITER).audio(8100, -1);
        fixture.packet(VIDEO_PID, false, -1, 0, NO_KEYFRAME).more(VIDEO_PID, 6);
        ByteBuf stream = fixture.stream();

        // when
        while (stream.isReadable()) {
            parser.parse(stream.readSlice(Math.min(piece, stream.readableBytes())), sink);
        }
        parser.end(sink);

        // then
        assertThat(sink.joinOffsets()).containsExactly(9L * 188);
        assertThat(sink.clocks).extracting(RecordingSink.Clock::ticks).containsExactly(100L, 200L, 300L);
        assertThat(sink.units()).isEqualTo(fixture.bytes());
    }

    @Test
    void keepsBackNoMoreThanSixtyFourPackets() {
        // given: an access unit begins that shows nothing, then there is only sound
        TsFixture fixture = new TsFixture().association(0).map(0, H264).video(900, 900, 100, false, DELIMITER);
        fixture.more(AUDIO_PID, 62);
        parser.parse(fixture.stream(), sink);
        assertThat(sink.units()).hasSize(2 * 188);

        // when
        parser.parse(new TsFixture().more(AUDIO_PID, 2).stream(), sink);

        // then
        assertThat(sink.units()).hasSize((2 + 1 + 64) * 188);
        assertThat(sink.joins).isEmpty();
    }

    @Test
    void putsParameterSetsThatDoNotComeWithAKeyframeBehindItsTables() {
        // given: the second keyframe begins with its picture
        byte[] first = {0, 0, 1, 0x67, 0x42, 0, 0x1E, 0, 0, 1, 0x68, (byte) 0xCE, 0, 0, 1, 0x65, (byte) 0xB8};
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        fixture.video(900, 900, 100, true, first)
                .more(VIDEO_PID, 2)
                .video(4500, 4500, 200, false, new byte[] {0, 0, 1, 0x65, (byte) 0xB8})
                .more(VIDEO_PID, 2);
        byte[] bytes = fixture.bytes();

        // when
        parser.parse(fixture.stream(), sink);

        // then
        assertThat(sink.joinOffsets()).containsExactly(2 * 188L, 5 * 188L);
        assertThat(sink.joins.get(0).preamble()).hasSize(2 * 188);
        assertThat(sink.joins.get(1).preamble())
                .hasSize(3 * 188)
                .startsWith(RecordingSink.boxed(Arrays.copyOf(bytes, 376)).toArray(Byte[]::new));
    }

    @Test
    void joinsSoundAloneAtMostFourTimesASecond() {
        // given: packets of sound every 100 ms
        TsFixture fixture = new TsFixture().association(0).audioMap();
        for (int i = 0; i < 10; i++) {
            fixture.audio(i * 9000L, i * 2_700_000L);
        }

        // when
        parser.parse(fixture.stream(), sink);

        // then
        assertThat(sink.joinOffsets()).containsExactly(2 * 188L, 5 * 188L, 8 * 188L, 11 * 188L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void saysTheSameHoweverTheInputIsSplit(long seed) {
        // given
        Random random = new Random(seed);
        byte[] bytes = film(random);
        parser.parse(Unpooled.wrappedBuffer(bytes), sink);
        RecordingSink split = new RecordingSink();

        // when
        try (UnitParser other = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            feed(other, bytes, random, split);
        }

        // then
        assertThat(split.units()).isEqualTo(sink.units()).isEqualTo(bytes);
        assertThat(split.clocks).isEqualTo(sink.clocks).isNotEmpty();
        assertThat(split.joins).isEqualTo(sink.joins).isNotEmpty();
        assertThat(split.garbage).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverWritesOverWhatSomebodyKeeps(long seed) {
        // given
        Random random = new Random(seed);
        byte[] bytes = film(random);
        KeepingSink keeping = new KeepingSink();

        // when
        feed(parser, bytes, random, keeping);

        // then
        assertThat(keeping.takeAll()).isEqualTo(bytes);
    }

    @Test
    void handsOnWhatItKeepsBackBeforeItThrowsGarbageAway() {
        // given: garbage comes while an access unit has not shown yet what it is
        TsFixture fixture = new TsFixture().association(0).map(0, H264).video(900, 900, 100, false, DELIMITER);
        fixture.more(AUDIO_PID, 10);
        parser.parse(fixture.stream(), sink);
        assertThat(sink.units()).hasSize(2 * 188);

        // when
        parser.parse(Unpooled.buffer().writeZero(10_000), sink);
        byte[] before = sink.units();
        TsFixture behind =
                new TsFixture().packet(VIDEO_PID, false, -1, 0, KEYFRAME).more(VIDEO_PID, 6);
        parser.parse(behind.stream(), sink);

        // then: what follows does not make a place to join of what was before
        assertThat(before).isEqualTo(fixture.bytes());
        assertThat(sink.joins).isEmpty();
    }

    @Test
    void throwsAwayWhatIsBeforeTheFirstPacket() {
        // given
        ByteBuf stream = Unpooled.buffer().writeZero(100);
        byte[] bytes = new TsFixture().more(VIDEO_PID, 10).bytes();
        stream.writeBytes(bytes);

        // when
        parser.parse(stream, sink);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.garbage).isEqualTo(100);
    }

    @Test
    void losesOnlyThePacketThatWasCutShort() {
        // given
        byte[] bytes = new TsFixture().more(VIDEO_PID, 20).bytes();
        ByteBuf cut = Unpooled.wrappedBuffer(
                Arrays.copyOf(bytes, 10 * 188 + 50), Arrays.copyOfRange(bytes, 11 * 188, bytes.length));

        // when
        parser.parse(cut, sink);

        // then
        assertThat(sink.units()).isEqualTo(without(bytes, 10 * 188, 11 * 188));
        assertThat(sink.garbage).isEqualTo(50);
    }

    @Test
    void believesNoPacketWithGarbageBehindIt() {
        // given: nobody can tell whether the packet before the garbage is whole
        byte[] bytes = new TsFixture().more(VIDEO_PID, 20).bytes();
        ByteBuf mixed = Unpooled.wrappedBuffer(
                Arrays.copyOf(bytes, 10 * 188), new byte[300], Arrays.copyOfRange(bytes, 10 * 188, bytes.length));

        // when
        parser.parse(mixed, sink);

        // then
        assertThat(sink.units()).isEqualTo(without(bytes, 9 * 188, 10 * 188));
        assertThat(sink.garbage).isEqualTo(300 + 188);
    }

    @Test
    void losesOnlyThePacketWhoseSyncByteIsDamaged() {
        // given
        byte[] bytes = new TsFixture().more(VIDEO_PID, 20).bytes();
        byte[] damaged = bytes.clone();
        damaged[7 * 188] = 0;

        // when
        parser.parse(Unpooled.wrappedBuffer(damaged), sink);

        // then
        assertThat(sink.units()).isEqualTo(without(bytes, 7 * 188, 8 * 188));
    }

    @Test
    void givesAShortStreamOutAtItsEnd() {
        // given
        byte[] bytes = new TsFixture().more(VIDEO_PID, 2).bytes();
        parser.parse(Unpooled.wrappedBuffer(bytes, new byte[] {0x47, 1, 2}), sink);
        assertThat(sink.units()).isEmpty();

        // when
        parser.end(sink);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.garbage).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"192, 1", "192, 2", "192, 3", "204, 4", "204, 5", "204, 6"})
    void takesOffWhatStandsBetweenPackets(int stride, long seed) {
        // given
        Random random = new Random(seed);
        byte[] bytes = film(random);
        parser.parse(Unpooled.wrappedBuffer(bytes), sink);
        RecordingSink stripped = new RecordingSink();

        // when
        try (UnitParser other = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            feed(other, spread(bytes, stride, random), random, stripped);
            other.end(stripped);
        }

        // then
        assertThat(stripped.units()).isEqualTo(bytes);
        assertThat(stripped.clocks).isEqualTo(sink.clocks).isNotEmpty();
        assertThat(stripped.joins).isEqualTo(sink.joins).isNotEmpty();
        assertThat(stripped.garbage).isZero();
    }

    @ParameterizedTest
    @CsvSource({"192, 488, 1", "192, 488, 2", "204, 504, 3", "204, 504, 4"})
    void findsPacketsThatAreSpreadAgainBehindGarbage(int stride, int garbage, long seed) {
        // given: 300 bytes of garbage before the 41st packet
        Random random = new Random(seed);
        byte[] bytes = new TsFixture().more(VIDEO_PID, 80).bytes();
        byte[] spread = spread(bytes, stride, random);
        ByteBuf mixed = Unpooled.wrappedBuffer(
                Arrays.copyOf(spread, 40 * stride),
                new byte[300],
                Arrays.copyOfRange(spread, 40 * stride, spread.length));

        // when
        feed(parser, ByteBufUtil.getBytes(mixed), random, sink);
        parser.end(sink);

        // then: the packet before the garbage is not believed; a timecode before a packet is no garbage
        assertThat(sink.units()).isEqualTo(without(bytes, 39 * 188, 40 * 188));
        assertThat(sink.garbage).isEqualTo(garbage);
    }

    @ParameterizedTest
    @CsvSource({"188, 204", "204, 188", "188, 192", "192, 204"})
    void followsAChangeOfTheDistanceBetweenPackets(int before, int after) {
        // given
        byte[] bytes = new TsFixture().more(VIDEO_PID, 60).bytes();
        Random random = new Random(5);
        ByteBuf glued = Unpooled.wrappedBuffer(
                spread(Arrays.copyOf(bytes, 30 * 188), before, random),
                spread(Arrays.copyOfRange(bytes, 30 * 188, bytes.length), after, random));

        // when
        parser.parse(glued, sink);
        parser.end(sink);

        // then: nobody can tell whether the packet before the seam is whole
        assertThat(packets(sink.units())).hasSizeBetween(59, 60);
        assertThat(packets(bytes)).containsAll(packets(sink.units()));
    }

    @ParameterizedTest
    @ValueSource(ints = {192, 204})
    void givesAShortSpreadStreamOutAtItsEnd(int stride) {
        // given
        byte[] bytes = new TsFixture().more(VIDEO_PID, 2).bytes();
        byte[] spread = spread(bytes, stride, new Random(1));
        parser.parse(Unpooled.wrappedBuffer(spread), sink);

        // when
        parser.end(sink);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.garbage).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void yieldsNothingButWholePacketsOfADamagedStream(long seed) {
        // given
        Random random = new Random(seed);
        byte[] bytes = film(random);
        ByteBuf damaged = Unpooled.buffer();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 2000 + random.nextInt(8000));
            damaged.writeBytes(bytes, at, length);
            at += length + (random.nextBoolean() ? random.nextInt(400) : 0);
            byte[] noise = new byte[random.nextBoolean() ? random.nextInt(600) : 0];
            random.nextBytes(noise);
            damaged.writeBytes(noise);
        }
        Set<ByteBuffer> known = packets(bytes);

        // when
        parser.parse(damaged, sink);
        parser.end(sink);

        // then
        assertThat(sink.units().length % TsPacket.SIZE).isZero();
        assertThat(known).containsAll(packets(sink.units()));
        assertThat(sink.units().length + sink.garbage).isEqualTo(damaged.writerIndex());
        assertThat(sink.units().length).isGreaterThan(bytes.length / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void survivesRandomBytes(long seed) {
        // given
        Random random = new Random(seed);
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);

        // when
        feed(parser, noise, random, sink);
        parser.end(sink);

        // then
        assertThat(sink.units().length + sink.garbage).isEqualTo(noise.length);
        assertThat(sink.units()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void survivesAlignedPacketsOfRandomContent(long seed) {
        // given: the sync bytes are right, everything behind them is not
        Random random = new Random(seed);
        byte[] bytes = film(random);
        for (int i = 0; i < bytes.length / 20; i++) {
            int at = random.nextInt(bytes.length);
            if (at % TsPacket.SIZE != 0) {
                bytes[at] = (byte) random.nextInt();
            }
        }

        // when
        feed(parser, bytes, random, sink);
        parser.end(sink);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
    }

    private static byte[] film(Random random) {
        TsFixture fixture = new TsFixture();
        for (int i = 0; i < 60; i++) {
            if (i % 5 == 0) {
                fixture.association(0).map(0, H264);
            }
            boolean keyframe = i % 10 == 0;
            boolean late = random.nextInt(3) == 0;
            byte[] start = keyframe ? KEYFRAME : NO_KEYFRAME;
            fixture.video(i * 3600L, i * 3600L, i * 1_080_000L, keyframe && !late, late ? DELIMITER : start);
            if (late) {
                fixture.more(AUDIO_PID, random.nextInt(4)).packet(VIDEO_PID, false, -1, 0, start);
            }
            fixture.more(VIDEO_PID, random.nextInt(20));
            fixture.audio(i * 3600L, -1).more(AUDIO_PID, random.nextInt(3));
        }
        return fixture.bytes();
    }

    /** The packets with a timecode before each, or with 16 bytes behind each. */
    private static byte[] spread(byte[] packets, int stride, Random random) {
        ByteBuf out = Unpooled.buffer();
        for (int at = 0; at < packets.length; at += TsPacket.SIZE) {
            byte[] extra = new byte[stride - TsPacket.SIZE];
            random.nextBytes(extra);
            if (stride == 192) {
                out.writeBytes(extra);
            }
            out.writeBytes(packets, at, TsPacket.SIZE);
            if (stride == 204) {
                out.writeBytes(extra);
            }
        }
        return ByteBufUtil.getBytes(out);
    }

    private static void feed(UnitParser parser, byte[] bytes, Random random, UnitSink sink) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 30 : 3000));
            ByteBuf part = Unpooled.copiedBuffer(bytes, at, length);
            parser.parse(part, sink);
            assertThat(part.isReadable()).isFalse();
            at += length;
        }
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }

    private static Set<ByteBuffer> packets(byte[] bytes) {
        Set<ByteBuffer> packets = new HashSet<>();
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            packets.add(ByteBuffer.wrap(bytes, at, TsPacket.SIZE).slice());
        }
        return packets;
    }

    /** Keeps what it is given in slices until the end, as a queue does. */
    private static final class KeepingSink implements UnitSink {
        private final List<ByteBuf> kept = new ArrayList<>();

        @Override
        public void onUnits(ByteBuf units) {
            kept.add(units.retainedSlice());
        }

        @Override
        public void onPart(ByteBuf part) {
            throw new AssertionError("a part of a packet");
        }

        @Override
        public void onRemark(String remark) {}

        @Override
        public void onClock(long ticks, boolean discontinuity) {}

        @Override
        public void onJoinPoint(byte[] preamble) {}

        @Override
        public void onGarbage(int bytes) {
            throw new AssertionError(bytes + " bytes of garbage");
        }

        byte[] takeAll() {
            ByteBuf all = Unpooled.buffer();
            for (ByteBuf slice : kept) {
                all.writeBytes(slice);
                slice.release();
            }
            return ByteBufUtil.getBytes(all);
        }
    }
}
