package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the units of containers end, where they can be joined, and with what before them. */
final class ContainerFramingsTest {

    private static final long SECOND = 27_000_000;

    private final Random random = new Random(11);

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    private static Stream<Arguments> streams() {
        Random random = new Random(12);
        return Stream.of(
                Arguments.of(Format.OGG, new OggFixture(random).chain(0, 3).bytes()),
                Arguments.of(
                        Format.OGG_VIDEO, new OggFixture(random).chain(2, 3).bytes()),
                Arguments.of(Format.FLAC, FlacFixture.stream(random, 5)),
                Arguments.of(Format.WAV, WavFixture.file(random, 5000)),
                Arguments.of(Format.MATROSKA, MatroskaFixture.stream(random, 2, true)),
                Arguments.of(Format.FLV, FlvFixture.stream(random, 5)),
                Arguments.of(Format.MP4, Mp4Fixture.stream(random, 2)));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void areToldByTheirBytes(Format format, byte[] bytes) {
        assertThat(Cutting.detectEarly(bytes)).isEqualTo(new Detection.Stream(format));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void canBeJoinedAtTheirFirstByteAsTheyAre(Format format, byte[] bytes) {
        RecordingSink sink = Cutting.evenly(format, bytes, 100);

        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.joins.get(0).offset()).isZero();
        assertThat(sink.joins.get(0).preamble()).isEmpty();
    }

    @Test
    void oggHasItsHeaderPagesInFrontOfEachPage() {
        // given
        OggFixture fixture = new OggFixture(random).headers(OggFixture.VORBIS, 7);
        int headers = fixture.size();
        byte[] bytes = fixture.page(0, 44_100, 7, new byte[100])
                .page(0, 88_200, 7, new byte[100])
                .page(1, 132_300, 7, new byte[100])
                .page(4, 176_400, 7, new byte[100])
                .bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.OGG, bytes, 50);

        // then: not where a packet goes on
        int page = 27 + 1 + 100;
        assertThat(sink.joinOffsets()).containsExactly(0L, (long) headers, headers + (long) page, headers + 3L * page);
        assertThat(sink.joins.get(2).preamble()).isEqualTo(head(bytes, headers));
        assertThat(sink.clocks).extracting(RecordingSink.Clock::ticks).containsExactly(0L, SECOND, 2 * SECOND);
    }

    @Test
    void oggBeginsAnotherPreambleWithAnotherChain() {
        // given
        byte[] first = new OggFixture(random).chain(0, 4).bytes();
        OggFixture second = new OggFixture(random).headers(OggFixture.OPUS, 9);
        int headers = second.size();
        byte[] last = second.page(0, 48_000, 9, new byte[50])
                .page(4, 96_000, 9, new byte[50])
                .bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.OGG, concat(first, last), 1000);

        // then: the clock goes on
        RecordingSink.Join join = sink.joins.get(sink.joins.size() - 1);
        assertThat(join.preamble()).isEqualTo(head(last, headers));
        assertThat(sink.clocks).extracting(RecordingSink.Clock::ticks).isSorted();
        assertThat(sink.clocks).noneMatch(RecordingSink.Clock::discontinuity);
    }

    @Test
    void oggWithPicturesIsJoinedAtKeyframes() {
        // given: a keyframe, then an inter frame
        byte[] inter = {0x40, 0, 0};
        byte[] bytes = new OggFixture(random)
                .headers(OggFixture.THEORA, 3)
                .page(0, 64, 3, new byte[] {0, 1, 2})
                .page(0, 65, 3, inter)
                .page(0, 2 << 6, 3, new byte[] {0, 1, 2})
                .bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.OGG_VIDEO, bytes, 1000);

        // then
        int page = 27 + 1 + 3;
        assertThat(sink.joinOffsets()).containsExactly(0L, bytes.length - 3L * page, bytes.length - (long) page);
    }

    @Test
    void oggPagesThatAreDamagedAreThrownAway() {
        byte[] bytes = new OggFixture(random).chain(0, 5).bytes();
        bytes[bytes.length - 10] ^= 1;

        RecordingSink sink = Cutting.evenly(Format.OGG, bytes, 777);

        assertThat(sink.garbage).isPositive();
        assertThat(sink.units()).isEqualTo(Arrays.copyOf(bytes, bytes.length - sink.garbage));
    }

    @Test
    void flacHasItsParametersInFrontWithoutThoseOfTheWhole() {
        // given
        byte[] bytes = FlacFixture.stream(random, 12);

        // when
        RecordingSink sink = Cutting.evenly(Format.FLAC, bytes, 700);

        // then
        RecordingSink.Join join = sink.joins.get(2);
        assertThat(join.preamble()).hasSize(42);
        assertThat(join.preamble().subList(8, 21)).isEqualTo(head(bytes, 21).subList(8, 21));
        // the last block; 36 bits of samples and the checksum are zero
        assertThat(join.preamble().get(4)).isEqualTo((byte) 0x80);
        assertThat(join.preamble().get(21) & 0x0F).isZero();
        assertThat(join.preamble().subList(22, 42)).containsOnly((byte) 0);
        assertThat(sink.clocks).hasSize(12);
        assertThat(sink.clocks.get(10).ticks()).isEqualTo(40_960L * SECOND / 44_100);
    }

    @Test
    void flacFramesAreFoundAgainBehindDamage() {
        byte[] bytes = FlacFixture.stream(random, 12);
        bytes[bytes.length / 2] ^= 4;

        RecordingSink sink = Cutting.evenly(Format.FLAC, bytes, 700);

        // a frame, and nothing else
        assertThat(sink.clocks).hasSize(11);
        assertThat(sink.garbage).isBetween(100, 9100);
    }

    @Test
    void wavHasAHeaderWithoutALengthInFrontOfWholeBlocks() {
        // given: a second
        byte[] bytes = WavFixture.file(random, 44_100);

        // when
        RecordingSink sink = Cutting.evenly(Format.WAV, bytes, 999);

        // then
        ByteBuf expected = Unpooled.buffer();
        WavFixture.word(expected, "RIFF").writeIntLE(-1);
        WavFixture.word(expected, "WAVE");
        WavFixture.format(expected, 1);
        WavFixture.word(expected, "data").writeIntLE(-1);
        assertThat(sink.joins).hasSize(6);
        RecordingSink.Join join = sink.joins.get(3);
        assertThat(join.preamble()).isEqualTo(RecordingSink.boxed(ByteBufUtil.getBytes(expected)));
        assertThat((join.offset() - sink.joins.get(1).offset()) % 4).isZero();
        assertThat(sink.clocks.get(49).ticks()).isEqualTo(49 * SECOND / 50);
    }

    @Test
    void matroskaIsJoinedAtKeyframesWhereverTheyLie() {
        // given
        byte[] bytes = MatroskaFixture.stream(random, 3, true);

        // when
        RecordingSink sink = Cutting.evenly(Format.MATROSKA, bytes, 333);

        // then: EBML header, Segment, Info, Tracks, Cluster, timestamp
        assertThat(sink.joins).hasSize(4);
        byte[] preamble = unboxed(sink.joins.get(3).preamble());
        ByteBuf end = Unpooled.wrappedBuffer(preamble, preamble.length - 22, 22);
        assertThat(end.readInt()).isEqualTo(MatroskaFixture.CLUSTER);
        assertThat(end.readLong()).isEqualTo(0x01FF_FFFF_FFFF_FFFFL);
        assertThat(end.readUnsignedShort()).isEqualTo(0xE788);
        assertThat(end.readLong()).isEqualTo(2000);
        assertThat(bytes[(int) sink.joins.get(3).offset()]).isEqualTo((byte) 0xA3);
        assertThat(sink.clocks.get(sink.clocks.size() - 1).ticks()).isEqualTo(28 * SECOND / 10);

        // and it is a stream again
        byte[] rest = Arrays.copyOfRange(bytes, (int) sink.joins.get(3).offset(), bytes.length);
        RecordingSink late = Cutting.evenly(Format.MATROSKA, concat(preamble, rest), 333);
        assertThat(late.garbage).isZero();
        assertThat(late.joins).hasSize(2);
    }

    @Test
    void matroskaPassesLargeBlocksOnInParts() {
        // given
        ByteBuf out = Unpooled.wrappedBuffer(MatroskaFixture.stream(random, 1, false));
        ByteBuf all = Unpooled.buffer().writeBytes(out);
        MatroskaFixture.element(all, 0xA3, MatroskaFixture.block(1, 1000, true, 300_000, random));
        byte[] bytes = ByteBufUtil.getBytes(all);

        // when
        RecordingSink sink = Cutting.evenly(Format.MATROSKA, bytes, 10_000);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.parts).isNotEmpty().allMatch(size -> size <= 64 * 1024);
        assertThat(sink.joins).hasSize(3);
    }

    @Test
    void flvHasItsSequenceHeadersInFrontOfKeyframes() {
        // given
        byte[] bytes = FlvFixture.stream(random, 10);

        // when
        RecordingSink sink = Cutting.evenly(Format.FLV, bytes, 123);

        // then: header, script data, and a header of picture and of sound
        assertThat(sink.joins).hasSize(3);
        int headers = 13 + 15 + 200 + 15 + 40 + 15 + 4;
        assertThat(sink.joins.get(2).preamble()).isEqualTo(head(bytes, headers));
        assertThat(sink.joins.get(1).offset()).isEqualTo(headers);
        assertThat(sink.clocks.get(sink.clocks.size() - 1).ticks()).isEqualTo(1800 * SECOND / 1000);
    }

    @Test
    void flvWithoutPicturesIsJoinedAtSound() {
        // given
        ByteBuf out = FlvFixture.header(4);
        FlvFixture.tag(out, FlvFixture.AUDIO, 0, FlvFixture.noise(random, 4, 0xAF, 0));
        for (int i = 0; i < 100; i++) {
            FlvFixture.tag(out, FlvFixture.AUDIO, 20 * i, FlvFixture.noise(random, 100, 0xAF, 1));
        }

        // when
        RecordingSink sink = Cutting.evenly(Format.FLV, ByteBufUtil.getBytes(out), 500);

        // then
        assertThat(sink.joins).hasSize(11);
    }

    @Test
    void fragmentsAreOneUnitWithTheirSamples() {
        // given: every other fragment begins with a sync sample
        byte[] bytes = Mp4Fixture.stream(random, 6);

        // when
        RecordingSink sink = Cutting.evenly(Format.MP4, bytes, 5000);

        // then: a unit ends with ftyp, moov and each mdat
        assertThat(sink.runs).hasSize(8);
        assertThat(sink.joins).hasSize(4);
        int headers = (int) sink.joins.get(1).offset();
        assertThat(sink.joins.get(3).preamble()).isEqualTo(head(bytes, headers));
        assertThat(sink.clocks).extracting(RecordingSink.Clock::ticks).startsWith(0L, SECOND, 2 * SECOND);
        assertThat(sink.remarks).isEmpty();
        assertThat(sink.beginningOnly).isEmpty();
    }

    @Test
    void fragmentsThatNamePlacesInTheFileAreNotJoined() {
        // given
        ByteBuf out = Unpooled.buffer();
        Mp4Fixture.box(out, "ftyp", Unpooled.buffer().writeLong(0));
        Mp4Fixture.box(out, "moov", Mp4Fixture.movie(true));
        Mp4Fixture.fragment(out, 0, true, true, 1000, random);
        Mp4Fixture.fragment(out, 1, true, true, 1000, random);

        // when
        RecordingSink sink = Cutting.evenly(Format.MP4, ByteBufUtil.getBytes(out), 100);

        // then
        assertThat(sink.joinOffsets()).containsExactly(0L);
        assertThat(sink.remarks).singleElement().asString().contains("default_base_moof");
        assertThat(sink.beginningOnly).isEqualTo(sink.remarks);
    }

    @Test
    void aFilmThatIsNotFragmentedIsHandedOnByTheClockOfItsIndex() {
        // given
        byte[] bytes = Mp4Fixture.plain(random, true, 1_000_000);

        // when
        RecordingSink sink = Cutting.evenly(Format.MP4, bytes, 10_000);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.joinOffsets()).containsExactly(0L);
        assertThat(sink.remarks).singleElement().asString().contains("not fragmented");
        assertThat(sink.beginningOnly).isEqualTo(sink.remarks);
        assertThat(sink.clocks.get(sink.clocks.size() - 1).ticks()).isBetween(9 * SECOND, 10 * SECOND);
    }

    @Test
    void anIndexAtTheEndIsRemarked() {
        RecordingSink sink = Cutting.evenly(Format.MP4, Mp4Fixture.plain(random, false, 100_000), 10_000);

        assertThat(sink.joinOffsets()).containsExactly(0L);
        assertThat(sink.remarks).singleElement().asString().contains("faststart");
        assertThat(sink.beginningOnly).isEqualTo(sink.remarks);
    }

    @Test
    void eachOfTwoFilmsBehindEachOtherCanBePlayedFromItsBeginningOnly() {
        // given
        byte[] film = Mp4Fixture.plain(random, true, 100_000);

        // when
        RecordingSink sink = Cutting.evenly(Format.MP4, concat(film, film), 10_000);

        // then: people are told once
        assertThat(sink.joinOffsets()).containsExactly(0L, (long) film.length);
        assertThat(sink.beginningOnly).hasSize(2);
        assertThat(sink.remarks).hasSize(1);
    }

    private static List<Byte> head(byte[] bytes, int length) {
        return RecordingSink.boxed(Arrays.copyOf(bytes, length));
    }

    private static byte[] unboxed(List<Byte> bytes) {
        byte[] out = new byte[bytes.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = bytes.get(i);
        }
        return out;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
