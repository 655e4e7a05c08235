package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Streaming;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How inputs stand in for each other, with time moved by hand: stall 10 s, prove 30 s. */
final class FailoverTest extends SupervisedInputs {

    @Test
    void connectsTheNextInputWhenTheActiveOneIsQuietForHalfOfStall() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        time.advance(Duration.ofMillis(4_900));
        assertThat(backup.opened).isEmpty();
        time.advance(Duration.ofMillis(200));
        assertThat(backup.last().starts).isEqualTo(1);
        streams(backup, 'b');

        assertThat(source.snapshot().active()).isZero();
        assertThat(source.snapshot().standby()).isEqualTo(1);
        assertThat(out.bytes()).containsOnly('p');
        assertThat(observed).containsExactly("standing by 1");
    }

    @Test
    void takesOverAtOnceFromWhatStoodBy() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(5));
        streams(backup, 'b');
        long before = out.size();

        time.advance(Duration.ofSeconds(5));
        gives(backup, 'b');

        assertThat(primary.last().stopped).isTrue();
        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(source.snapshot().standby()).isEqualTo(-1);
        assertThat(observed).containsExactly("standing by 1", "failed 0 stalled", "switched 0 1 stalled");
        assertThat(out.events()).containsExactly("begin opaque live", "begin opaque live");
        assertThat(Arrays.copyOfRange(out.bytes(), (int) before, (int) out.size()))
                .hasSize(1024)
                .containsOnly('b');
    }

    @Test
    void goesOnConnectingWhatStoodByWhenTheActiveOneIsLostMeanwhile() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(5));

        primary.last().isLost(ScriptedInput.RESET);

        assertThat(source.snapshot().state()).isInstanceOf(Connecting.class);
        assertThat(backup.opened).hasSize(1);
        assertThat(backup.last().starts).isEqualTo(1);
        streams(backup, 'b');
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(out.bytes()).contains('b');
    }

    @Test
    void letsGoOfWhatStoodByWhenTheActiveOneGivesBytesAgain() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(6));
        streams(backup, 'b');

        gives(primary, 'p');

        assertThat(backup.last().stopped).isTrue();
        assertThat(source.snapshot().standby()).isEqualTo(-1);
        assertThat(out.bytes()).containsOnly('p');
        time.advance(Duration.ofSeconds(5));
        assertThat(backup.opened).hasSize(2);
    }

    @Test
    void triesAnotherWhenWhatStoodByIsLost() {
        started(primary, backup, third);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(5));

        backup.last().isLost(ScriptedInput.RESET);
        time.run();

        assertThat(third.last().starts).isEqualTo(1);
        assertThat(observed).containsExactly("failed 1 reset");
    }

    @Test
    void returnsToABetterInputWhenThatHasProvenItself() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');
        time.advance(Duration.ofSeconds(2));
        assertThat(primary.opened).hasSize(2);

        streams(primary, 'q');
        lives(PROVE.minusSeconds(1), primary, backup);
        assertThat(source.snapshot().active()).isEqualTo(1);
        lives(Duration.ofSeconds(2), primary, backup);

        assertThat(source.snapshot().active()).isZero();
        assertThat(backup.last().stopped).isTrue();
        assertThat(observed)
                .containsExactly("failed 0 reset", "switched 0 1 reset", "standing by 0", "switched 1 0 returned");
    }

    @Test
    void doesNotReturnToOneThatIsQuietNowAndThen() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');
        time.advance(Duration.ofSeconds(2));
        streams(primary, 'q');

        for (int i = 0; i < 10; i++) {
            lives(Duration.ofSeconds(6), backup);
            gives(primary, 'q');
        }

        assertThat(source.snapshot().active()).isEqualTo(1);
        lives(PROVE.plusSeconds(1), primary, backup);
        assertThat(source.snapshot().active()).isZero();
    }

    @Test
    void putsAFlappingInputAsideForLongerEachTime() {
        started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');

        for (int i = 0; i < 60; i++) {
            lives(Duration.ofSeconds(1), backup);
            if (primary.last().starts == 1 && !primary.last().stopped) {
                streams(primary, 'q');
                primary.last().isLost(ScriptedInput.RESET);
            }
        }

        assertThat(primary.opened).hasSizeBetween(4, 8);
    }

    @Test
    void returnsLessAndLessOftenToAnInputThatIsLostSoonAfterEachReturn() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');

        // when: it delivers for 45 s whenever it is connected, so that it proves itself each time
        flaps(Duration.ofMinutes(60), Duration.ofSeconds(45));

        List<String> asides =
                observed.stream().filter(each -> each.startsWith("put aside")).toList();
        assertThat(asides)
                .containsExactly(
                        "put aside 0 for 60 s",
                        "put aside 0 for 120 s",
                        "put aside 0 for 240 s",
                        "put aside 0 for 480 s",
                        "put aside 0 for 960 s",
                        "put aside 0 for 1920 s");
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(observed).filteredOn("switched 1 0 returned"::equals).hasSize(6);
    }

    @Test
    void neverReturnsToAnInputThatIsLostBeforeItHasProvenItself() {
        started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');

        flaps(Duration.ofMinutes(30), Duration.ofSeconds(15));

        assertThat(observed).doesNotContain("switched 1 0 returned");
        assertThat(primary.opened).hasSizeBetween(20, 60);
    }

    @Test
    void forgetsThatAnInputWasPutAsideWhenItHasFedTheStreamForLong() {
        started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');
        flaps(Duration.ofMinutes(4), Duration.ofSeconds(45));
        assertThat(observed).endsWith("put aside 0 for 120 s", "switched 0 1 reset");

        flaps(Duration.ofMinutes(12), Duration.ofMinutes(7));
        primary.last().isLost(ScriptedInput.RESET);
        flaps(Duration.ofSeconds(100), Duration.ofSeconds(45));

        assertThat(observed)
                .filteredOn(each -> each.startsWith("put aside"))
                .last()
                .isEqualTo("put aside 0 for 60 s");
    }

    @Test
    void hasAnInputStandInThoughItIsPutAside() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');
        flaps(Duration.ofMinutes(15), Duration.ofSeconds(45));
        int before = primary.opened.size();
        assertThat(source.snapshot().active()).isEqualTo(1);

        backup.last().isLost(ScriptedInput.RESET);

        assertThat(primary.opened).hasSize(before + 1);
    }

    @Test
    void leavesAnInputAloneThatHasJustTakenOver() {
        prove = Duration.ZERO;
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');

        lives(Duration.ofSeconds(2), backup);
        streams(primary, 'p');
        lives(Duration.ofSeconds(7), primary, backup);
        assertThat(source.snapshot().active()).isEqualTo(1);
        lives(Duration.ofSeconds(2), primary, backup);

        assertThat(source.snapshot().active()).isZero();
    }

    @Test
    void doesNotReturnInTheMiddleOfAnItem() {
        started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        backup.last().sink.onConnected(InputRun.item(Optional.empty()));
        gives(backup, 'b');

        lives(Duration.ofSeconds(20), backup);

        assertThat(primary.opened).hasSize(1);
    }

    @Test
    void keepsPlayersAliveWhileAllInputsAreDown() {
        SourceSupervisor source = withFallback(primary, backup);
        streams(primary, 'p');

        primary.last().isLost(ScriptedInput.RESET);
        backup.last().isLost(ScriptedInput.RESET);

        assertThat(slate.last().starts).isEqualTo(1);
        streams(slate, 's');
        assertThat(source.snapshot().active()).isEqualTo(2);
        assertThat(out.bytes()).contains('s');
        time.advance(Duration.ofSeconds(3));
        assertThat(primary.opened.size() + backup.opened.size()).isGreaterThan(2);
    }

    @Test
    void leavesTheFallbackForTheFirstInputThatDelivers() {
        SourceSupervisor source = withFallback(primary);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        streams(slate, 's');

        time.advance(Duration.ofSeconds(2));
        streams(primary, 'q');
        time.run();

        assertThat(source.snapshot().active()).isZero();
        assertThat(slate.last().stopped).isTrue();
        gives(primary, 'q');
        assertThat(out.bytes()).endsWith(new byte[] {'q'});
    }

    @Test
    void playsNoFallbackBeforeTheFirstByte() {
        SourceSupervisor source = withFallback(primary);

        primary.last().isLost(ScriptedInput.RESET);

        assertThat(slate.opened).isEmpty();
        assertThat(source.snapshot().state()).isInstanceOf(BackingOff.class);
    }

    @Test
    void repeatsAFallbackThatEnds() {
        withFallback(primary);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.NOT_FOUND);

        slate.last().beginsItem();
        gives(slate, 's');
        slate.last().sink.onEnded();
        time.advance(Duration.ofSeconds(2));

        assertThat(slate.opened).hasSize(2);
    }

    @Test
    void closesWhatStandsByWhenItStops() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(5));
        streams(backup, 'b');

        source.stop();
        time.run();

        assertThat(backup.last().stopped).isTrue();
        assertThat(primary.last().stopped).isTrue();
    }

    @Test
    void letsAPublisherWhoComesProveHimselfAtOnce() {
        SourceSupervisor source = started(primary, backup);
        primary.last().isLost(ScriptedInput.NOBODY);
        streams(backup, 'b');
        assertThat(primary.opened).hasSize(1);

        primary.isReady();
        time.run();
        assertThat(primary.opened).hasSize(2);
        streams(primary, 'p');
        assertThat(source.snapshot().active()).isEqualTo(1);
        lives(PROVE, primary, backup);

        assertThat(source.snapshot().active()).isZero();
        assertThat(observed).containsExactly("failed 0 no-publisher", "standing by 0", "switched 1 0 returned");
    }

    @Test
    void playsAPublisherAtOnceWhileNothingElsePlays() {
        SourceSupervisor source = started(primary);
        primary.last().isLost(ScriptedInput.NOBODY);
        assertThat(source.snapshot().state()).isInstanceOf(SourceState.BackingOff.class);

        primary.isReady();
        time.run();
        streams(primary, 'p');

        assertThat(source.snapshot().active()).isZero();
        assertThat(primary.opened).hasSize(2);
    }

    @Test
    void leavesAPublisherWhoIsWorseThanWhatPlaysUnread() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        backup.isReady();
        time.run();

        assertThat(backup.opened).isEmpty();
        assertThat(source.snapshot().active()).isZero();
    }

    /** Time passes, and the primary delivers for {@code life} whenever it is connected; the backup delivers all the while. */
    private void flaps(Duration duration, Duration life) {
        long lived = 0;
        for (long i = 0; i < duration.toSeconds(); i++) {
            time.advance(Duration.ofSeconds(1));
            if (!backup.last().stopped) {
                if (backup.last().starts == 1 && !backup.last().connected) {
                    streams(backup, 'b');
                }
                gives(backup, 'b');
            }
            if (!primary.last().stopped) {
                if (!primary.last().connected) {
                    streams(primary, 'p');
                    lived = 0;
                }
                gives(primary, 'p');
                if (++lived >= life.toSeconds()) {
                    primary.last().isLost(ScriptedInput.RESET);
                }
            }
        }
    }
}
