package io.ringcast.protocol.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the end of one body is found in another one. */
final class SeamSearchTest {

    @ParameterizedTest
    @CsvSource({
        "abc, xxabcyy, 5",
        "abc, abc, 3",
        "abcab, abcabcaby, -1",
        "abcab, xabcaabcaby, 10",
        "aab, aaaaab, 6",
        "aa, aaa, -1",
        "abc, xxabyy, -1",
        "abc, abcabc, -1",
    })
    void saysWhereTheOnlyPlaceEnds(String wanted, String body, long end) {
        SeamSearch whole = new SeamSearch(bytes(wanted));
        SeamSearch single = new SeamSearch(bytes(wanted));

        whole.add(ByteBuffer.wrap(bytes(body)));
        for (byte b : bytes(body)) {
            single.add(ByteBuffer.wrap(new byte[] {b}));
        }

        assertThat(whole.end()).isEqualTo(end < 0 ? OptionalLong.empty() : OptionalLong.of(end));
        assertThat(single.end()).isEqualTo(whole.end());
    }

    @Test
    void agreesWithTheSlowWayOfLooking() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            // Of two letters, so that much of it repeats itself.
            String body = letters(random, 1 + random.nextInt(60));
            String wanted = letters(random, 1 + random.nextInt(8));

            SeamSearch search = new SeamSearch(bytes(wanted));
            search.add(ByteBuffer.wrap(bytes(body)));

            int first = body.indexOf(wanted);
            boolean several = first >= 0 && body.indexOf(wanted, first + 1) >= 0;
            assertThat(search.isDoubtful()).as("seed %d", seed).isEqualTo(several);
            assertThat(search.end())
                    .as("seed %d", seed)
                    .isEqualTo(first < 0 || several ? OptionalLong.empty() : OptionalLong.of(first + wanted.length()));
        }
    }

    @Test
    void keepsTheNewestBytes() {
        NewestBytes newest = new NewestBytes(5);
        StringBuilder all = new StringBuilder();
        Random random = new Random(2);

        for (int i = 0; i < 100; i++) {
            String more = letters(random, random.nextInt(9));
            ByteBuffer given = ByteBuffer.wrap(bytes("x" + more)).position(1);
            newest.add(given);
            all.append(more);

            assertThat(given.position()).isEqualTo(1);
            assertThat(newest.copy()).isEqualTo(bytes(all.substring(Math.max(0, all.length() - 5))));
            assertThat(newest.size()).isEqualTo(Math.min(5, all.length()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bytes 0-1234567/* | 0 | 1234567",
                " bytes 1000000-1234567/* | 1000000 | 1234567",
                "bytes 0-1234567/1234568 | -1 | -1",
                "bytes 9-8/* | -1 | -1",
                "bytes */* | -1 | -1",
                "- | -1 | -1",
            })
    void readsWhatAnOriginHolds(String field, long first, long last) {
        Optional<Reach> reach = Reach.of(field);

        assertThat(reach).isEqualTo(first < 0 ? Optional.empty() : Optional.of(new Reach(first, last)));
    }

    @ParameterizedTest
    @CsvSource({
        // What is kept for ever: from the bytes that are known on, if the body began with the first byte of all.
        "0, 99999, 30000, 25904, 99999",
        // What shifts: without what will be gone in a moment.
        "40000, 99999, 10000, 47500, 99999",
        "1000000000, 1999999999, 10000, 1932891136, 1999999999",
        "40000, 99999, 99000, 94904, 99999",
        "40000, 99999, 100001, -1, -1",
        "40000, 43000, 5000, -1, -1",
    })
    void looksWhereTheBodyCanEnd(long first, long last, long read, long from, long to) {
        Optional<Reach> searched = new Reach(first, last).searched(read, 4096);

        assertThat(searched).isEqualTo(from < 0 ? Optional.empty() : Optional.of(new Reach(from, to)));
        searched.ifPresent(part -> assertThat(part.range()).isEqualTo("bytes=" + from + "-" + to));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Reach(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SeamSearch(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static String letters(Random random, int count) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append(random.nextBoolean() ? 'a' : 'b');
        }
        return letters.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
