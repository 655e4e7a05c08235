package io.ringcast.daemon.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a playlist is asked for again: RFC 8216, 6.3.4. */
final class ReloadClockTest {

    private static final Duration TARGET = Duration.ofSeconds(6);

    private final ReloadClock clock = new ReloadClock();

    @Test
    void waitsATargetDurationFromWhenItAsked() {
        clock.begin(0);
        clock.onLoaded(true, TARGET, seconds(10), seconds(11));

        assertThat(clock.waitNanos(seconds(11))).isEqualTo(seconds(5));
        assertThat(clock.waitNanos(seconds(20))).isZero();
    }

    @Test
    void waitsHalfOfItWhenNothingHasChanged() {
        clock.begin(0);
        clock.onLoaded(false, TARGET, seconds(10), seconds(11));

        assertThat(clock.waitNanos(seconds(11))).isEqualTo(seconds(2));
    }

    @Test
    void neverHammersAnOriginThatIsSlow() {
        clock.begin(0);
        clock.onLoaded(false, TARGET, seconds(0), seconds(60));

        assertThat(clock.waitNanos(seconds(60)))
                .isEqualTo(Duration.ofMillis(250).toNanos());
    }

    @Test
    void isStaleFourTargetDurationsAfterTheLastNews() {
        clock.begin(0);
        clock.onLoaded(true, TARGET, seconds(1), seconds(1));
        clock.onLoaded(false, TARGET, seconds(7), seconds(7));
        clock.onFailed(seconds(10));

        assertThat(clock.isStale(seconds(24))).isFalse();
        assertThat(clock.isStale(seconds(25))).isTrue();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
