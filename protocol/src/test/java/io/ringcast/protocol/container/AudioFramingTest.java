package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AudioFramingTest {

    private final Random random = new Random(7);

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 416, 417, 1000, 100_000})
    void cutsFramesHoweverTheyAreSplit(int length) {
        // given
        byte[] bytes = mp3(40).bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, bytes, length);

        // then
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.runs).hasSize(40).allMatch(size -> size == AudioFixture.MP3_SIZE);
        assertThat(sink.garbage).isZero();
    }

    @Test
    void tellsTheTimeOfEachFrame() {
        RecordingSink sink = Cutting.evenly(Format.MP3, mp3(100).bytes(), 500);

        // 1152 samples at 44.1 kHz
        assertThat(sink.clocks).hasSize(100);
        assertThat(sink.clocks.get(0).ticks()).isZero();
        assertThat(sink.clocks.get(98).ticks()).isEqualTo(98L * 1152 * 27_000_000 / 44_100);
    }

    @Test
    void keepsATagInFrontAndAnotherBehind() {
        // given
        AudioFixture fixture =
                new AudioFixture(random).id3v2(200_000).mp3(0).mp3(0).mp3(0);
        byte[] last = new byte[128];
        last[0] = 'T';
        last[1] = 'A';
        last[2] = 'G';
        byte[] bytes = fixture.add(last).bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, bytes, 30_000);

        // then: the first listener gets all of it
        assertThat(Cutting.detect(bytes)).isEqualTo(new Detection.Stream(Format.MP3));
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.joinOffsets()).containsExactly(0L, 200_010L);
        assertThat(sink.joins.get(0).preamble()).isEmpty();
    }

    @Test
    void givesALateListenerTheReservoirInASilentFrame() {
        // given: main data begins 300 bytes before each frame but the first
        AudioFixture fixture = new AudioFixture(random).mp3(0);
        for (int i = 0; i < 40; i++) {
            fixture.mp3(300);
        }
        byte[] bytes = fixture.bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, bytes, 1000);

        // then
        assertThat(sink.joins).hasSizeGreaterThan(3);
        RecordingSink.Join join = sink.joins.get(2);
        byte[] before = Arrays.copyOfRange(bytes, (int) join.offset() - 300, (int) join.offset());
        byte[] preamble = unboxed(join);
        // the same kind of frame, its side information zero
        assertThat(preamble[0]).isEqualTo((byte) 0xFF);
        assertThat(preamble[1]).isEqualTo((byte) 0xFB);
        assertThat(Arrays.copyOfRange(preamble, 4, 36)).containsOnly(0);
        assertThat(Arrays.copyOfRange(preamble, preamble.length - 300, preamble.length))
                .isEqualTo(before);
        assertThat(Cutting.evenly(Format.MP3, joined(preamble, bytes, join), 777).garbage)
                .isZero();
    }

    @Test
    void takesMainDataOfSeveralFramesIntoThePreamble() {
        // given: at 32 kbit/s a frame has 68 bytes of main data
        int header = 0xFFFB_1064;
        byte[] bytes = new byte[100 * 104];
        for (int i = 0; i < 100; i++) {
            Arrays.fill(bytes, i * 104, i * 104 + 104, (byte) (i | 0x40));
            bytes[i * 104] = (byte) (header >>> 24);
            bytes[i * 104 + 1] = (byte) (header >>> 16);
            bytes[i * 104 + 2] = (byte) (header >>> 8);
            bytes[i * 104 + 3] = (byte) header;
            int begin = i < 10 ? 0 : 500;
            bytes[i * 104 + 4] = (byte) (begin >>> 1);
            bytes[i * 104 + 5] = (byte) (begin << 7);
        }

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, bytes, 5000);

        // then
        RecordingSink.Join join = sink.joins.get(3);
        byte[] preamble = unboxed(join);
        byte[] main = new byte[500];
        int at = main.length;
        for (int frame = (int) join.offset() / 104 - 1; at > 0; frame--) {
            int count = Math.min(at, 68);
            at -= count;
            System.arraycopy(bytes, frame * 104 + 104 - count, main, at, count);
        }
        assertThat(Arrays.copyOfRange(preamble, preamble.length - 500, preamble.length))
                .isEqualTo(main);
    }

    @Test
    void cannotBeJoinedBeforeTheReservoirIsThere() {
        // given: a station, from the middle of its stream on
        AudioFixture fixture = new AudioFixture(random);
        for (int i = 0; i < 10; i++) {
            fixture.mp3(500);
        }

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, fixture.bytes(), 1000);

        // then: 381 bytes of main data a frame
        assertThat(sink.joinOffsets().get(0)).isEqualTo(2 * AudioFixture.MP3_SIZE);
    }

    @Test
    void findsFramesAgainBehindGarbage() {
        // given
        byte[] noise = new byte[1500];
        random.nextBytes(noise);
        byte[] bytes = mp3(20).add(noise).add(mp3(20).bytes()).bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, bytes, 333);

        // then: all but the noise, and what looked like a frame because of it
        assertThat(sink.garbage).isBetween(1500 - AudioFixture.MP3_SIZE, 1500 + AudioFixture.MP3_SIZE);
        assertThat(sink.units().length + sink.garbage).isEqualTo(bytes.length);
        assertThat(sink.runs).allMatch(size -> size == AudioFixture.MP3_SIZE);
    }

    @Test
    void startsInTheMiddleOfAFrame() {
        byte[] bytes = mp3(20).bytes();
        byte[] later = Arrays.copyOfRange(bytes, 100, bytes.length);

        assertThat(Cutting.detectEarly(later)).isEqualTo(new Detection.Stream(Format.MP3));
        assertThat(Cutting.evenly(Format.MP3, later, 200).garbage).isEqualTo(AudioFixture.MP3_SIZE - 100);
    }

    @Test
    void cutsAdts() {
        // given
        AudioFixture fixture = new AudioFixture(random);
        for (int i = 0; i < 50; i++) {
            fixture.adts(100 + 7 * i);
        }
        byte[] bytes = fixture.bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.ADTS, bytes, 1000);

        // then
        assertThat(Cutting.detectEarly(bytes)).isEqualTo(new Detection.Stream(Format.ADTS));
        assertThat(sink.units()).isEqualTo(bytes);
        assertThat(sink.runs).hasSize(50);
        assertThat(sink.joins).hasSize(6).allMatch(join -> join.preamble().isEmpty());
    }

    @Test
    void cutsAc3() {
        AudioFixture fixture = new AudioFixture(random);
        for (int i = 0; i < 20; i++) {
            fixture.ac3();
        }

        RecordingSink sink = Cutting.evenly(Format.AC3, fixture.bytes(), 1000);

        assertThat(Cutting.detectEarly(fixture.bytes())).isEqualTo(new Detection.Stream(Format.AC3));
        assertThat(sink.runs).hasSize(20).allMatch(size -> size == 768);
        // 1536 samples at 48 kHz
        assertThat(sink.clocks.get(10).ticks()).isEqualTo(10L * 27_000_000 * 1536 / 48_000);
    }

    @Test
    void countsAndJoinsOnlyFramesThatStandAlone() {
        AudioFixture fixture = new AudioFixture(random);
        for (int i = 0; i < 40; i++) {
            fixture.eac3(400, false).eac3(200, true);
        }

        RecordingSink sink = Cutting.evenly(Format.EAC3, fixture.bytes(), 1000);

        assertThat(Cutting.detectEarly(fixture.bytes())).isEqualTo(new Detection.Stream(Format.EAC3));
        assertThat(sink.runs).hasSize(80);
        assertThat(sink.clocks.get(10).ticks()).isEqualTo(10L * 27_000_000 * 1536 / 48_000);
        assertThat(sink.joinOffsets()).hasSizeGreaterThan(3).allMatch(offset -> offset % 600 == 0);
    }

    @Test
    void boundsWhatItHolds() {
        // given: a tag that claims a quarter of a gigabyte
        AudioFixture fixture = new AudioFixture(random);
        byte[] head = {'I', 'D', '3', 4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F};
        byte[] bytes = fixture.add(head).add(new byte[5_000_000]).bytes();

        // when
        RecordingSink sink = Cutting.evenly(Format.MP3, bytes, 10_000);

        // then: it goes on as it comes
        assertThat(Cutting.detectEarly(bytes)).isEqualTo(new Detection.Stream(Format.MP3));
        assertThat(sink.parts).allMatch(size -> size <= 64 * 1024 + 10_000);
        assertThat(sink.units()).isEqualTo(bytes);
    }

    private AudioFixture mp3(int frames) {
        AudioFixture fixture = new AudioFixture(random);
        for (int i = 0; i < frames; i++) {
            fixture.mp3(0);
        }
        return fixture;
    }

    private static byte[] unboxed(RecordingSink.Join join) {
        byte[] bytes = new byte[join.preamble().size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = join.preamble().get(i);
        }
        return bytes;
    }

    private static byte[] joined(byte[] preamble, byte[] bytes, RecordingSink.Join join) {
        byte[] joined = Arrays.copyOf(preamble, preamble.length + bytes.length - (int) join.offset());
        System.arraycopy(bytes, (int) join.offset(), joined, preamble.length, bytes.length - (int) join.offset());
        return joined;
    }
}
