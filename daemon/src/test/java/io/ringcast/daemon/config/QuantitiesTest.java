package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers with units: durations, sizes and bit rates. */
class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({"0s, 0", "50ms, 50", "10s, 10000", "5m, 300000", "1h, 3600000", "7d, 604800000"})
    void readsDurations(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "-1s",
                "1.5s",
                " 1s",
                "1 s",
                "1S",
                "1sec",
                "1h30m",
                "1KiB",
                "٣s",
                "99999999999999999999s"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("expected: a duration such as \"50ms\"");
    }

    @Test
    void refusesDurationsThatWouldOverflowNanoseconds() {
        assertThatThrownBy(() -> Durations.parse("36501d")).hasMessageContaining("at most 36500d");
        assertThat(Durations.parse("36500d").toNanos()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "1500, 1500",
        "0, 0",
        "7B, 7",
        "64KiB, 65536",
        "16MiB, 16777216",
        "1GiB, 1073741824",
        "2kB, 2000",
        "3MB, 3000000"
    })
    void readsSizes(String text, long bytes) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16M", "16mib", "16 MiB", "-1B", "1.5GiB", "10s", "9999999TiB"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> DataSize.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"500bit/s, 500", "128kbit/s, 128000", "4Mbit/s, 4000000", "1Gbit/s, 1000000000"})
    void readsBitRates(String text, long bitsPerSecond) {
        assertThat(BitRate.parse(text).bitsPerSecond()).isEqualTo(bitsPerSecond);
        assertThat(BitRate.parse(text).bytesPerSecond()).isEqualTo(bitsPerSecond / 8.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "4Mbps", "4M", "4MiB", "4mbit/s", "/s"})
    void refusesWhatIsNoBitRate(String text) {
        assertThatThrownBy(() -> BitRate.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 1000, 1001, 59_000, 60_000, 90_000, 3_600_000, 86_400_000, 604_800_000})
    void writesDurationsAsItReadsThem(long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1, 1B", "1024, 1KiB", "1000, 1kB", "1536, 1536B", "16777216, 16MiB"})
    void writesSizesInTheLargestExactUnit(long bytes, String text) {
        assertThat(new DataSize(bytes)).hasToString(text);
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @Test
    void showsNoControlCharactersOfAWrongValue() {
        assertThatThrownBy(() -> Durations.parse("1\r\nINFO forged\u001b[31m\u202e"))
                .hasMessageStartingWith("1\\u000d\\u000aINFO forged\\u001b[31m\\u202e (expected: ");
    }

    @Test
    void showsOnlyTheBeginningOfALongWrongValue() {
        assertThatThrownBy(() -> Durations.parse("x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).contains("x…"));
    }
}
