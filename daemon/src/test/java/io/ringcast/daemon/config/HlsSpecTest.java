package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be said of HLS in the configuration. */
final class HlsSpecTest {

    @Test
    void isReadAndPrintedAsItIsWritten() {
        LoadResult result = load("hls = { segment = \"2s\", window = 5 }\nring = \"30s\"");

        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        Configuration configuration = ((LoadResult.Loaded) result).configuration();
        assertThat(configuration.sources().get(0).hls()).isEqualTo(new HlsSpec.Of(Duration.ofSeconds(2), 5));
        assertThat(ConfigPrinter.print(configuration)).contains("hls = { segment = \"2s\", window = 5 }  # ");
        assertThat(load("hls = \"off\"")).isInstanceOf(LoadResult.Loaded.class);
        assertThat(load("hls = {}\nring = \"52s\"")).isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void needsARingThatKeepsWhatHasLeftThePlaylist() {
        assertThat(problem("ring = \"51s\"\nhls = { segment = \"4s\", window = 6 }"))
                .startsWith("ringcast.toml:4:")
                .contains("does not fit the ring, 51s (expected: ring = \"52s\" or longer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hls = 'on' | expected: auto, off, or a table",
                "hls = 4 | expected: auto, off, or a table",
                "hls = { segment = '500ms' } | segment: a duration from 1s to 60s",
                "hls = { segment = 4 } | segment: a duration from 1s to 60s",
                "hls = { window = 2 } | window: from 3 to 100",
                "hls = { windows = 4 } | window"
            })
    void saysWhatIsExpected(String line, String expected) {
        assertThat(problem(line)).startsWith("ringcast.toml:3:").contains("hls").contains(expected);
    }

    private static String problem(String lines) {
        LoadResult result = load(lines);
        assertThat(result).isInstanceOf(LoadResult.Rejected.class);
        return String.valueOf(((LoadResult.Rejected) result).problems().get(0));
    }

    private static LoadResult load(String lines) {
        return Loading.load("[source.a]\ninputs = [\"http://a.example/a\"]\n" + lines + "\n");
    }
}
