package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class QuantityTest {

    @Test
    void bytesAndRatesHaveTheUnitThatKeepsThemShort() {
        assertThat(Quantity.bytes(0)).isEqualTo("0 B");
        assertThat(Quantity.bytes(1023)).isEqualTo("1023 B");
        assertThat(Quantity.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Quantity.bytes(200L << 20)).isEqualTo("200 MiB");
        assertThat(Quantity.bitRate(999)).isEqualTo("999 bit/s");
        assertThat(Quantity.bitRate(2_440_000)).isEqualTo("2.4 Mbit/s");
    }

    @Test
    void timesAreAsExactAsTheyAreShort() {
        assertThat(Quantity.seconds(0.25)).isEqualTo("0.25 s");
        assertThat(Quantity.seconds(29.54)).isEqualTo("29.5 s");
        assertThat(Quantity.seconds(187)).isEqualTo("3:07");
        assertThat(Quantity.seconds(90_001)).isEqualTo("25:00:01");
        assertThat(Quantity.millis(0.256)).isEqualTo("0.26 ms");
        assertThat(Quantity.millis(12.34)).isEqualTo("12.3 ms");
        assertThat(Quantity.millis(1400)).isEqualTo("1400 ms");
    }

    @Test
    void durationsAreANumberAndAUnit() {
        DurationConverter converter = new DurationConverter();

        assertThat(converter.convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(converter.convert("10s")).isEqualTo(Duration.ofSeconds(10));
        assertThat(converter.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(converter.convert("1h")).isEqualTo(Duration.ofHours(1));
        for (String wrong : new String[] {"10", "s", "-1s", "1.5s", "10 s"}) {
            assertThatThrownBy(() -> converter.convert(wrong))
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageStartingWith(wrong + " (expected: ");
        }
    }
}
