package io.ringcast.daemon.source.ytdl;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where one download continues another. */
final class SeamTest {

    private static final long SEED = 7;

    private final byte[] stream = random(5 << 20);
    private final Seam seam = new Seam();

    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000, 900_000})
    void isFoundWhereverTheNewDownloadBegins(int repeated) {
        int at = 3_000_000;
        deliver(0, at);

        come(at - repeated, at + 10_000);

        assertThat(seam.overlap()).hasValue(repeated);
    }

    @Test
    void isFoundWhenTheOldDownloadComesToWhereTheNewOneBegan() {
        deliver(0, 100_000);
        come(120_000, 130_000);
        assertThat(seam.overlap()).isEmpty();

        deliver(100_000, 125_000);

        assertThat(seam.overlap()).hasValue(5_000);
    }

    @Test
    void isFoundWhenTheNewDownloadRepeatsMoreThanIsKeptOfTheOldOne() {
        deliver(100_000, 150_000);
        come(20_000, 100_500);
        assertThat(seam.overlap()).isEmpty();

        come(100_500, 120_000);

        assertThat(seam.overlap()).hasValue(130_000);
    }

    @Test
    void isNotFoundInAnotherStream() {
        deliver(0, 100_000);

        seam.came(Unpooled.wrappedBuffer(random(20_000, SEED + 1)));

        assertThat(seam.overlap()).isEmpty();
    }

    @Test
    void isNotGuessedWhereItCouldBeInSeveralPlaces() {
        seam.delivered(Unpooled.wrappedBuffer(new byte[500_000]));

        seam.came(Unpooled.wrappedBuffer(new byte[100_000]));

        assertThat(seam.overlap()).isEmpty();
    }

    @Test
    void isNotFoundWhereABytesDiffers() {
        deliver(0, 100_000);
        byte[] other = stream.clone();
        other[99_000]++;

        seam.came(Unpooled.wrappedBuffer(other, 90_000, 20_000));

        assertThat(seam.overlap()).isEmpty();
    }

    @Test
    void keepsWhatTheNewDownloadBroughtUpToItsLimit() {
        come(0, Seam.LIMIT - 1);
        assertThat(seam.isFull()).isFalse();

        come(Seam.LIMIT - 1, Seam.LIMIT);

        assertThat(seam.isFull()).isTrue();
        assertThat(seam.kept()).hasSize(Seam.LIMIT);
    }

    private void deliver(int from, int to) {
        for (int at = from; at < to; at += 7_000) {
            ByteBuf bytes = Unpooled.wrappedBuffer(stream, at, Math.min(7_000, to - at));
            seam.delivered(bytes);
            assertThat(bytes.readableBytes()).isPositive();
        }
    }

    private void come(int from, int to) {
        seam.came(Unpooled.wrappedBuffer(stream, from, to - from));
    }

    private static byte[] random(int size) {
        return random(size, SEED);
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
