package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.mpegts.Fuzz;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The parsers of containers, on streams that are split, damaged and torn at random. A second each; for longer {@code mvn test -pl protocol
 * -Dtest=ContainerFuzzTest#ogg -Dfuzz.seconds=600}.
 */
@Tag("fuzz")
final class ContainerFuzzTest {

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void mp3() {
        fuzz("mp3", Format.MP3, random -> {
            AudioFixture fixture = new AudioFixture(random).id3v2(random.nextInt(3000));
            for (int i = random.nextInt(60); i >= 0; i--) {
                fixture.mp3(random.nextInt(512));
            }
            return fixture.bytes();
        });
    }

    @Test
    void adts() {
        fuzz("adts", Format.ADTS, random -> {
            AudioFixture fixture = new AudioFixture(random);
            for (int i = random.nextInt(60); i >= 0; i--) {
                fixture.adts(20 + random.nextInt(800));
            }
            return fixture.bytes();
        });
    }

    @Test
    void ac3() {
        fuzz("ac3", Format.AC3, random -> {
            AudioFixture fixture = new AudioFixture(random);
            for (int i = random.nextInt(40); i >= 0; i--) {
                fixture.ac3();
            }
            return fixture.bytes();
        });
    }

    @Test
    void eac3() {
        fuzz("eac3", Format.EAC3, random -> {
            AudioFixture fixture = new AudioFixture(random).eac3(500, false);
            for (int i = random.nextInt(40); i >= 0; i--) {
                fixture.eac3(100 + 2 * random.nextInt(500), random.nextBoolean());
            }
            return fixture.bytes();
        });
    }

    @Test
    void ogg() {
        fuzz("ogg", Format.OGG, random -> {
            OggFixture fixture = new OggFixture(random);
            for (int i = random.nextInt(3); i >= 0; i--) {
                fixture.chain(random.nextInt(4), random.nextInt(12));
            }
            return fixture.bytes();
        });
    }

    @Test
    void flac() {
        fuzz("flac", Format.FLAC, random -> FlacFixture.stream(random, random.nextInt(20)));
    }

    @Test
    void wav() {
        fuzz("wav", Format.WAV, random -> WavFixture.file(random, random.nextInt(60_000)));
    }

    @Test
    void matroska() {
        fuzz(
                "matroska",
                Format.MATROSKA,
                random -> MatroskaFixture.stream(random, random.nextInt(6), random.nextBoolean()));
    }

    @Test
    void flv() {
        fuzz("flv", Format.FLV, random -> FlvFixture.stream(random, random.nextInt(40)));
    }

    @Test
    void mp4() {
        fuzz("mp4", Format.MP4, random -> Mp4Fixture.stream(random, random.nextInt(6)));
    }

    /** Any parser on any stream, and on noise. */
    @Test
    void others() {
        Format[] all = {
            Format.MP3,
            Format.ADTS,
            Format.AC3,
            Format.OGG,
            Format.FLAC,
            Format.WAV,
            Format.MATROSKA,
            Format.FLV,
            Format.MP4
        };
        Fuzz.run("others", random -> {
            byte[] noise = new byte[random.nextInt(20_000)];
            random.nextBytes(noise);
            byte[] bytes = switch (random.nextInt(4)) {
                case 0 -> noise;
                case 1 -> MatroskaFixture.stream(random, 3, true);
                case 2 -> Mp4Fixture.stream(random, 3);
                default -> new OggFixture(random).chain(2, 5).bytes();
            };
            whole(all[random.nextInt(all.length)], bytes, random);
            FormatDetector.detect(Unpooled.wrappedBuffer(bytes), random.nextBoolean());
        });
    }

    private static void fuzz(String name, Format format, Function<Random, byte[]> streams) {
        Fuzz.run(name, random -> {
            byte[] bytes = streams.apply(random);

            // right as it is: nothing is lost, and the same is said however it is split
            RecordingSink one = Cutting.randomly(format, bytes, random);
            RecordingSink other = Cutting.randomly(format, bytes, random);
            assertThat(Arrays.mismatch(one.units(), bytes)).isEqualTo(-1);
            assertThat(one.garbage).isZero();
            assertThat(other.joins).isEqualTo(one.joins);
            assertThat(other.clocks).isEqualTo(one.clocks);
            assertThat(one.joinOffsets()).startsWith(0L);

            // damaged
            byte[] damaged = random.nextBoolean() ? Fuzz.changed(bytes, random) : bytes;
            whole(format, Fuzz.torn(damaged, random.nextBoolean(), random), random);
        });
    }

    /** Every byte comes out or is counted as garbage. */
    private static void whole(Format format, byte[] bytes, Random random) {
        RecordingSink sink = Cutting.randomly(format, bytes, random);
        assertThat(sink.units().length + sink.garbage).isEqualTo(bytes.length);
        assertThat(sink.joins)
                .allSatisfy(join -> assertThat(join.preamble().size()).isLessThan(2 << 20));
    }
}
