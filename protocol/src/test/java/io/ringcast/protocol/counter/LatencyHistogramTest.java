package io.ringcast.protocol.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void emptyIsZero() {
        assertThat(histogram.percentile(99)).isZero();
        assertThat(histogram.max()).isZero();
        assertThat(histogram.mean()).isZero();
    }

    @Test
    void smallValuesAreExact() {
        for (int micros = 0; micros < 128; micros++) {
            histogram.record(micros);
        }

        assertThat(histogram.percentile(0)).isZero();
        assertThat(histogram.percentile(50)).isEqualTo(63);
        assertThat(histogram.percentile(100)).isEqualTo(127);
        assertThat(histogram.mean()).isEqualTo(63.5);
    }

    @Test
    void percentilesAreWithinAPartOfTheTrueOnes() {
        Random random = new Random(7);
        long[] values = new long[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 20);
            histogram.record(values[i]);
        }
        Arrays.sort(values);

        for (double percentile : new double[] {0.1, 1, 10, 50, 90, 99, 99.9, 100}) {
            long exact = values[(int) Math.ceil(percentile / 100 * values.length) - 1];
            assertThat(histogram.percentile(percentile)).as("p%s", percentile).isBetween(exact, (long)
                    Math.ceil(exact * (1 + 1 / 64.0)));
        }
        assertThat(histogram.mean()).isCloseTo(Arrays.stream(values).average().orElseThrow(), within(0.01));
    }

    @Test
    void whatIsTooLongIsCountedAndItsMaximumExact() {
        histogram.record(5);
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.percentile(50)).isEqualTo(5);
    }

    @Test
    void addsAnother() {
        LatencyHistogram other = new LatencyHistogram();
        histogram.record(10);
        other.record(90);
        other.record(110);

        histogram.add(other);

        assertThat(histogram.count()).isEqualTo(3);
        assertThat(histogram.percentile(50)).isEqualTo(90);
        assertThat(histogram.max()).isEqualTo(110);
        assertThat(histogram.mean()).isEqualTo(70);
    }

    @Test
    void refusesWhatIsNoDurationAndNoPercentile() {
        assertThatThrownBy(() -> histogram.record(-1)).hasMessage("micros: -1 (expected: >= 0)");
        assertThatThrownBy(() -> histogram.percentile(101)).hasMessage("percentile: 101.0 (expected: 0 to 100)");
    }

    @Test
    void forgetsWhatItCounted() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(1234);

        histogram.reset();
        histogram.record(7);

        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.max()).isEqualTo(7);
        assertThat(histogram.mean()).isEqualTo(7);
        assertThat(histogram.percentile(50)).isEqualTo(7);
    }
}
