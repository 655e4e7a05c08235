package io.ringcast.daemon.source.ytdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.process.Children;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How pages are written. */
final class YtdlKindTest {

    private final YtdlKind kind = new YtdlKind(
            new Children(ByteBufAllocator.DEFAULT, System::nanoTime),
            Runnable::run,
            Ticker.systemTicker(),
            InstantSource.system(),
            (loop, place, tally, sink) -> {
                throw new AssertionError("nothing is opened here");
            });

    @ParameterizedTest
    @CsvSource({
        "ytdl:https://site/watch?v=1&format=mine&url=x, https://site/watch?v=1&format=mine&url=x, ",
        "ytdl:https://site, https://site/, ",
        "ytdl:?url=https://site/watch?v=1&list=2, https://site/watch?v=1&list=2, ",
        "ytdl:?format=bestaudio&url=https://site/watch?v=1&format=mine, https://site/watch?v=1&format=mine, bestaudio",
        "ytdl:?format=best[height<=720]&url=https://site/, https://site/, best[height<=720]",
        "ytdl:?format=b%26c&url=https://site/, https://site/, b&c",
    })
    void leavesThePageItsQuery(String url, String page, String format) {
        InputConfig config = UrlKinds.of(kind.urlKind()).input(url);

        PageUrl parsed = PageUrl.of(config.url());

        assertThat(parsed.page()).isEqualTo(page);
        assertThat(parsed.format().orElse(null)).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({
        "ytdl:, a page",
        "ytdl:?format=best, a page",
        "ytdl:?format=&url=https://site/, a format",
        "ytdl:?quality=1&url=https://site/, a page",
        "ytdl:watch, a URL with a scheme",
        "ytdl:file:///etc/hostname, a page of http or https",
        "ytdl:--exec=reboot, a URL with a scheme",
        "ytdl://site/watch, write ytdl:PAGE",
        "ytdl:https://me:hush@site/, no user and password",
        "ytdl:?url=https://me:hush@site/, no user and password",
    })
    void refusesWhatIsNoPage(String url, String expected) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> UrlKinds.of(kind.urlKind()).input(url))
                .withMessageContaining(expected)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    }

    @Test
    void showsNoSecretsOfAPage() {
        for (String url :
                new String[] {"ytdl:https://site/p?token=hush", "ytdl:?format=b&url=https://site/p?token=hush"}) {
            InputConfig config = UrlKinds.of(kind.urlKind()).input(url);

            assertThat(config.url().toString()).doesNotContain("hush");
            assertThat(kind.opener("news", config).url()).isEqualTo("ytdl:https://site/p?token=***");
        }
    }
}
