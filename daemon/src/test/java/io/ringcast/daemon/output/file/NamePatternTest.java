package io.ringcast.daemon.output.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.daemon.config.InvalidValueException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

final class NamePatternTest {

    private static final ZonedDateTime TIME = ZonedDateTime.parse("2026-03-09T07:05:01+01:00[Europe/Berlin]");

    @Test
    void namesFollowTheClock() {
        NamePattern pattern = NamePattern.parse("/rec/%Y/%m-%d/news-%Y%m%d-%H%M%S-%j-%s-%z-100%%.ts");

        Path path = pattern.path(TIME, 0);

        assertThat(path)
                .hasToString("/rec/2026/03-09/news-20260309-070501-068-" + TIME.toEpochSecond() + "-+0100-100%.ts");
        assertThat(pattern.root()).hasToString("/rec");
        assertThat(pattern.directories()).hasSize(2);
    }

    @Test
    void whatIsTakenGetsANumberBeforeItsExtension() {
        assertThat(NamePattern.parse("/rec/%H.%M.ts").path(TIME, 2)).hasToString("/rec/07.05-2.ts");
        assertThat(NamePattern.parse("/rec/raw").path(TIME, 1)).hasToString("/rec/raw-1");
        assertThat(NamePattern.parse("/rec/.hidden").path(TIME, 1)).hasToString("/rec/.hidden-1");
    }

    @Test
    void onlyWhatItCanHaveMadeIsItsOwn() {
        NamePattern pattern = NamePattern.parse("/rec/news-%Y%m%d.ts");

        assertThat(pattern.isName("news-20260309.ts")).isTrue();
        assertThat(pattern.isName("news-20260309-12.ts")).isTrue();
        assertThat(pattern.isName("news-20260309.tsx")).isFalse();
        assertThat(pattern.isName("news-20260309-copy.ts")).isFalse();
        assertThat(pattern.isName("news-2026030.ts")).isFalse();
        assertThat(pattern.isName("newsX20260309.ts")).isFalse();
        assertThat(pattern.isName("news-20260309xts")).isFalse();
        assertThat(pattern.isName("my news-20260309.ts")).isFalse();
    }

    @Test
    void whatIsWrongIsSaidWithTheRemedy() {
        assertThatThrownBy(() -> NamePattern.parse("/rec/%Y-%B.ts"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("%Y %m %d %H %M %S %s %j %z %%")
                .hasMessageContaining("not %B");
        assertThatThrownBy(() -> NamePattern.parse("/rec/100%")).hasMessageContaining("not %");
        assertThatThrownBy(() -> NamePattern.parse("news.ts")).hasMessageContaining("absolute path");
        assertThatThrownBy(() -> NamePattern.parse("/rec/")).hasMessageContaining("path of a file");
        assertThatThrownBy(() -> NamePattern.parse("/rec/../etc/x")).hasMessageContaining("..");
        assertThatThrownBy(() -> NamePattern.parse("/rec/%Y.part")).hasMessageContaining(".part");
    }
}
