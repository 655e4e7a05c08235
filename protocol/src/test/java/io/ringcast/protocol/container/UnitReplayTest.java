package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.PrintTrail.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UnitReplayTest {

    private static final int CASES = 2000;
    private static final int REMEMBERED = 300;

    private final UnitReplay replay = new UnitReplay(Format.MP3, REMEMBERED);

    @Test
    void findsWhereTheNewsBeginWhateverIsSentAgain() {
        for (int seed = 0; seed < CASES; seed++) {
            // given: a signal in which some units come again and again
            Random random = new Random(seed);
            List<ByteBuf> signal = signal(random, 50 + random.nextInt(600));
            int broke = 40 + random.nextInt(signal.size() - 40);
            replay.clear();
            signal.subList(0, broke).forEach(replay::sent);

            // when: a connection begins within what is remembered
            int from = broke - 30 - random.nextInt(Math.min(broke, REMEMBERED) - 30 + 1);
            assertThat(replay.begin()).isTrue();
            Verdict verdict = Verdict.UNDECIDED;
            int at = Math.max(0, from);
            while (at < signal.size() && (verdict == Verdict.UNDECIDED || verdict == Verdict.REPLAYED)) {
                verdict = replay.look(signal.get(at++));
            }

            // then
            assertThat(verdict).as("seed %d", seed).isEqualTo(Verdict.CAUGHT_UP);
            assertThat(at).as("seed %d", seed).isEqualTo(broke);
        }
    }

    @Test
    void takesNothingForAReplayThatIsNone() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            replay.clear();
            signal(random, 400).forEach(replay::sent);

            replay.begin();

            List<Verdict> verdicts =
                    signal(random, 600).stream().map(replay::look).toList();
            assertThat(verdicts)
                    .as("seed %d", seed)
                    .doesNotContain(Verdict.CAUGHT_UP, Verdict.REPLAYED)
                    .last()
                    .isEqualTo(Verdict.NEW);
        }
    }

    @Test
    void takesSilenceForNoReplay() {
        ByteBuf silence = Unpooled.wrappedBuffer(new byte[400]);
        for (int i = 0; i < 100; i++) {
            replay.sent(silence);
        }

        replay.begin();

        for (int i = 0; i < 90; i++) {
            assertThat(replay.look(silence)).isEqualTo(Verdict.UNDECIDED);
        }
    }

    @Test
    void tellsAReplayByOnePageOfOggThatIsNoHeader() {
        UnitReplay ogg = new UnitReplay(Format.OGG, REMEMBERED);
        List<ByteBuf> pages = List.of(page(0, 0), page(1, 0), page(2, 1000), page(3, 2000), page(4, 3000));
        pages.subList(0, 4).forEach(ogg::sent);

        ogg.begin();
        assertThat(ogg.look(pages.get(0))).isEqualTo(Verdict.UNDECIDED);
        assertThat(ogg.look(pages.get(1))).isEqualTo(Verdict.UNDECIDED);
        assertThat(ogg.look(pages.get(3))).isEqualTo(Verdict.CAUGHT_UP);

        // and headers alone are none
        ogg.begin();
        assertThat(ogg.look(pages.get(0))).isEqualTo(Verdict.UNDECIDED);
        assertThat(ogg.look(pages.get(4))).isEqualTo(Verdict.UNDECIDED);
    }

    /** The head of a page: RFC 3533, 6. */
    private static ByteBuf page(int number, long granule) {
        return Unpooled.buffer()
                .writeInt(0x4F676753) // capture_pattern
                .writeByte(0) // stream_structure_version
                .writeByte(0) // header_type_flag
                .writeLongLE(granule)
                .writeIntLE(77) // serial
                .writeIntLE(number)
                .writeInt(0); // CRC
    }

    /** Every tenth unit or so is one of three. */
    private static List<ByteBuf> signal(Random random, int count) {
        List<ByteBuf> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] unit = new byte[10 + random.nextInt(30)];
            if (random.nextInt(10) == 0) {
                unit = new byte[] {1, 2, 3, (byte) random.nextInt(3)};
            } else {
                random.nextBytes(unit);
            }
            units.add(Unpooled.wrappedBuffer(unit));
        }
        return units;
    }
}
