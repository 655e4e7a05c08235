package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.config.SourceKeys;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the configuration of a source means for its supervision. */
final class SourceSettingsTest {

    private static final InputRun ITEM = InputRun.item(Optional.empty());
    private static final InputRun LIVE = InputRun.live(Optional.empty());
    private static final InputRun CARD = new InputRun(Optional.of(Format.MPEG_TS), Optional.empty(), false, true);

    @Test
    void pacesItemsByTheirClockAndLeavesLiveStreamsToTheirOrigin() {
        SourceSettings settings = settings(SourceConfig.builder("x"));

        assertThat(settings.paceOf(ITEM)).isEqualTo(new Pace.MediaClock());
        assertThat(settings.paceOf(LIVE)).isEqualTo(new Pace.Unpaced());
        assertThat(settings.paceOf(CARD)).isEqualTo(new Pace.MediaClock());
    }

    @Test
    void pacesWithPaceOffOnlyWhatWouldNeverEnd() {
        SourceSettings settings = settings(SourceConfig.builder("x").set(SourceKeys.PACE, new PaceSpec.Off()));

        assertThat(settings.paceOf(ITEM)).isEqualTo(new Pace.Unpaced());
        assertThat(settings.paceOf(CARD)).isEqualTo(new Pace.MediaClock());
    }

    @Test
    void pacesEverythingAtAFixedRate() {
        SourceSettings settings =
                settings(SourceConfig.builder("x").set(SourceKeys.PACE, new PaceSpec.Fixed(4_000_000)));

        assertThat(settings.paceOf(ITEM)).isEqualTo(new Pace.Rate(4_000_000));
        assertThat(settings.paceOf(LIVE)).isEqualTo(new Pace.Rate(4_000_000));
    }

    @Test
    void releasesAsMuchAtOnceAsListenersStartBehindTheHead() {
        SourceConfig.Builder behind =
                SourceConfig.builder("x").set(SourceKeys.JOIN, new JoinSpec.Behind(Duration.ofSeconds(5)));
        SourceConfig.Builder live = SourceConfig.builder("x").set(SourceKeys.JOIN, new JoinSpec.Live());

        assertThat(settings(behind).lead()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings(live).lead()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void callsAnInputGoodAfterTenSecondsOrAsLongAsItMayStall() {
        SourceConfig.Builder patient = SourceConfig.builder("x").set(SourceKeys.STALL, Duration.ofMinutes(1));
        SourceConfig.Builder strict = SourceConfig.builder("x").set(SourceKeys.STALL, Duration.ofSeconds(1));

        assertThat(settings(patient).good()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings(strict).good()).isEqualTo(Duration.ofSeconds(10));
    }

    private static SourceSettings settings(SourceConfig.Builder config) {
        return SourceSettings.of(config.build());
    }
}
