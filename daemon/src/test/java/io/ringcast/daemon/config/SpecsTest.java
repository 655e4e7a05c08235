package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words and quantities of ring, join, pace, retry, policy and at-end. */
class SpecsTest {

    @Test
    void readsRingAsTimeOrAmount() {
        assertThat(RingSpec.parse("30s")).isEqualTo(new RingSpec.Seconds(Duration.ofSeconds(30)));
        assertThat(RingSpec.parse("16MiB")).isEqualTo(new RingSpec.Bytes(16 << 20));
        assertThat(RingSpec.parse("1000000")).isEqualTo(new RingSpec.Bytes(1_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999ms", "0s", "25h", "255KiB", "0", "30", "30x", "", "oldest"})
    void refusesRingsOutOfRange(String text) {
        assertThatThrownBy(() -> RingSpec.parse(text)).hasMessage(text + " (expected: " + RingSpec.EXPECTATION + ")");
    }

    @Test
    void readsJoinAsWordTimeOrAmount() {
        assertThat(JoinSpec.parse("live")).isEqualTo(new JoinSpec.Live());
        assertThat(JoinSpec.parse("keyframe")).isEqualTo(new JoinSpec.Keyframe());
        assertThat(JoinSpec.parse("oldest")).isEqualTo(new JoinSpec.Oldest());
        assertThat(JoinSpec.parse("2s")).isEqualTo(new JoinSpec.Behind(Duration.ofSeconds(2)));
        assertThat(JoinSpec.parse("0s")).isEqualTo(new JoinSpec.Behind(Duration.ZERO));
        assertThat(JoinSpec.parse("256KiB")).isEqualTo(new JoinSpec.BehindBytes(256 << 10));
    }

    @Test
    void suggestsTheWordOfJoinThatWasMeant() {
        assertThatThrownBy(() -> JoinSpec.parse("keyfrmae")).hasMessageContaining("did you mean 'keyframe'?");
        assertThatThrownBy(() -> JoinSpec.parse("Live")).hasMessageContaining("did you mean 'live'?");
    }

    @Test
    void readsPaceAsWordOrRate() {
        assertThat(PaceSpec.parse("auto")).isEqualTo(new PaceSpec.Auto());
        assertThat(PaceSpec.parse("off")).isEqualTo(new PaceSpec.Off());
        assertThat(PaceSpec.parse("4Mbit/s")).isEqualTo(new PaceSpec.Fixed(4_000_000));
        assertThatThrownBy(() -> PaceSpec.parse("0bit/s")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> PaceSpec.parse("on")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void readsPrefetchAsTimeSizeOrShare() {
        assertThat(PrefetchSpec.parse("0s")).isEqualTo(PrefetchSpec.NONE);
        assertThat(PrefetchSpec.parse("10s")).isEqualTo(new PrefetchSpec.Time(Duration.ofSeconds(10)));
        assertThat(PrefetchSpec.parse("2MiB")).isEqualTo(new PrefetchSpec.Size(2 << 20));
        assertThat(PrefetchSpec.parse("10%"))
                .isEqualTo(new PrefetchSpec.Share(10))
                .hasToString("10%");
        assertThat(PrefetchSpec.parse("100%")).isEqualTo(new PrefetchSpec.Share(100));
        for (String wrong : List.of("0%", "101%", "10 %", "-1s", "13h", "ten")) {
            assertThatThrownBy(() -> PrefetchSpec.parse(wrong))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("such as \"10%\"");
        }
    }

    @Test
    void readsRetryAsShortestAndLongestPause() {
        assertThat(RetrySpec.parse("1s..60s")).isEqualTo(new RetrySpec(Duration.ofSeconds(1), Duration.ofSeconds(60)));
        assertThat(RetrySpec.parse("500ms..500ms").max()).isEqualTo(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1s", "..", "1s..", "..1s", "60s..1s", "99ms..1s", "1s..61m", "1s...2s", "1s..2s..3s", "1s-2s"})
    void refusesWrongRetries(String text) {
        assertThatThrownBy(() -> RetrySpec.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "16MiB", "1000001B"})
    void writesRingsAsItReadsThem(String text) {
        assertThat(RingSpec.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "keyframe", "oldest", "2s", "256KiB"})
    void writesJoinsAsItReadsThem(String text) {
        assertThat(JoinSpec.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "off", "4Mbit/s"})
    void writesPacesAsItReadsThem(String text) {
        assertThat(PaceSpec.parse(text)).hasToString(text);
    }

    @Test
    void readsPoliciesByTheirWords() {
        assertThat(Policy.parse("auto")).isEqualTo(Policy.AUTO);
        assertThat(Policy.parse("skip")).isEqualTo(Policy.SKIP);
        assertThat(Policy.parse("drop")).isEqualTo(Policy.DROP);
        assertThat(Policy.parse("wait")).isEqualTo(Policy.WAIT);
        assertThatThrownBy(() -> Policy.parse("SKIP"))
                .hasMessage("SKIP (expected: auto, skip, drop or wait; did you mean 'skip'?)");
    }

    @Test
    void readsAtEndByItsWords() {
        assertThat(AtEnd.parse("repeat")).isEqualTo(AtEnd.REPEAT);
        assertThatThrownBy(() -> AtEnd.parse("loop")).hasMessageContaining("next, stop, repeat or hold");
    }

    @Test
    void suggestsTheNearestWordAndNothingWhenNoneIsNear() {
        List<String> words = List.of("inputs", "outputs", "ring", "retry");

        assertThat(Suggestion.among(words, "input")).contains("'inputs'");
        assertThat(Suggestion.among(words, "otuputs")).contains("'outputs'");
        assertThat(Suggestion.among(words, "rnig")).contains("'ring'");
        assertThat(Suggestion.among(words, "x")).isEmpty();
        assertThat(Suggestion.among(words, "completely-different")).isEmpty();
    }

    @Test
    void countsEdits() {
        assertThat(Suggestion.distance("abc", "abc", 3)).isZero();
        assertThat(Suggestion.distance("abc", "acb", 3)).isEqualTo(1);
        assertThat(Suggestion.distance("abc", "ab", 3)).isEqualTo(1);
        assertThat(Suggestion.distance("kitten", "sitting", 5)).isEqualTo(3);
        assertThat(Suggestion.distance("", "abcdef", 2)).isEqualTo(3);
    }
}
