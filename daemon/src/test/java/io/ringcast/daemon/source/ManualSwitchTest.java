package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.daemon.source.SwitchOutcome.AlreadyActive;
import io.ringcast.daemon.source.SwitchOutcome.Failed;
import io.ringcast.daemon.source.SwitchOutcome.NoSuchInput;
import io.ringcast.daemon.source.SwitchOutcome.NotRunning;
import io.ringcast.daemon.source.SwitchOutcome.Superseded;
import io.ringcast.daemon.source.SwitchOutcome.Switched;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator's choice of an input does, with time moved by hand: stall 10 s, prove 30 s. */
final class ManualSwitchTest extends SupervisedInputs {

    @Test
    void connectsTheChosenInputBesideTheActiveOneUntilItDelivers() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        Future<SwitchOutcome> outcome = switchTo(source, 1);

        assertThat(outcome.isDone()).isFalse();
        assertThat(source.snapshot().active()).isZero();
        gives(primary, 'p');
        streams(backup, 'b');
        time.run();
        assertThat(outcome.getNow()).isEqualTo(new Switched());
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(primary.last().stopped).isTrue();
        assertThat(observed).containsExactly("standing by 1", "switched 0 1 manual");
        gives(backup, 'b');
        assertThat(out.bytes()).endsWith(new byte[] {'b'});
    }

    @Test
    void leavesTheActiveInputAloneWhenTheChosenOneFails() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        Future<SwitchOutcome> outcome = switchTo(source, 1);
        backup.last().isLost(ScriptedInput.NOT_FOUND);

        assertThat(outcome.getNow()).isEqualTo(new Failed(ScriptedInput.NOT_FOUND));
        assertThat(source.snapshot().active()).isZero();
        assertThat(primary.last().stopped).isFalse();
        assertThat(source.snapshot().inputs().get(1).failures()).isEqualTo(1);
        assertThat(observed).containsExactly("failed 1 http-4xx");
    }

    @Test
    void leavesTheActiveInputAloneWhenTheChosenOneConnectsAndGivesNothing() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        Future<SwitchOutcome> outcome = switchTo(source, 1);
        backup.last().sink.onConnected(InputRun.live(Optional.empty()));
        lives(STALL.plusSeconds(1), primary);

        assertThat(outcome.getNow())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.failure().reason()).isEqualTo(InputFailure.Reason.STALLED));
        assertThat(source.snapshot().active()).isZero();
    }

    @Test
    void staysWithTheChosenInputThoughABetterOneIsThere() {
        SourceSupervisor source = started(primary, backup);
        primary.last().isLost(ScriptedInput.RESET);
        streams(backup, 'b');
        time.advance(Duration.ofSeconds(2));
        streams(primary, 'p');

        Future<SwitchOutcome> outcome = switchTo(source, 1);
        lives(PROVE.plusSeconds(5), backup);

        assertThat(outcome.getNow()).isEqualTo(new AlreadyActive());
        assertThat(primary.last().stopped).isTrue();
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(observed).doesNotContain("switched 1 0 returned");
    }

    @Test
    void goesBackToTheBestWhenTheChosenInputIsLost() {
        SourceSupervisor source = started(primary, backup, third);
        streams(primary, 'p');
        switchTo(source, 1);
        streams(backup, 'b');
        time.run();

        backup.last().isLost(ScriptedInput.RESET);
        streams(primary, 'p');

        assertThat(source.snapshot().active()).isZero();
        assertThat(third.opened).isEmpty();
        assertThat(observed).endsWith("failed 1 reset", "switched 1 0 reset");
    }

    @Test
    void hasTheBestStandInForAChosenInputThatIsQuiet() {
        SourceSupervisor source = started(primary, backup, third);
        streams(primary, 'p');
        switchTo(source, 1);
        streams(backup, 'b');
        time.advance(Duration.ofSeconds(6));

        assertThat(primary.opened).hasSize(2);
        streams(primary, 'p');
        lives(Duration.ofSeconds(5), primary);

        assertThat(source.snapshot().active()).isZero();
        assertThat(third.opened).isEmpty();
    }

    @Test
    void switchesAtOnceToWhatStandsByAlready() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(5));
        streams(backup, 'b');

        Future<SwitchOutcome> outcome = switchTo(source, 1);

        assertThat(outcome.getNow()).isEqualTo(new Switched());
        assertThat(backup.opened).hasSize(1);
        assertThat(source.snapshot().active()).isEqualTo(1);
    }

    @Test
    void keepsTheChosenInputThoughTheActiveOneGivesBytesAgain() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        time.advance(Duration.ofSeconds(5));
        Future<SwitchOutcome> outcome = switchTo(source, 1);

        gives(primary, 'p');

        assertThat(backup.last().stopped).isFalse();
        streams(backup, 'b');
        time.run();
        assertThat(outcome.getNow()).isEqualTo(new Switched());
    }

    @Test
    void takesTheChosenInputWhenTheActiveOneIsLostMeanwhile() {
        SourceSupervisor source = started(primary, backup, third);
        streams(primary, 'p');
        Future<SwitchOutcome> outcome = switchTo(source, 2);

        primary.last().isLost(ScriptedInput.RESET);
        streams(third, 't');

        assertThat(outcome.getNow()).isEqualTo(new Switched());
        assertThat(source.snapshot().active()).isEqualTo(2);
        assertThat(backup.opened).isEmpty();
    }

    @Test
    void takesTheChosenInputWhenTheActiveOneEndsMeanwhile() {
        SourceSupervisor source = started(primary, backup, third);
        primary.last().beginsItem();
        gives(primary, 'p');
        Future<SwitchOutcome> outcome = switchTo(source, 2);

        primary.last().sink.onEnded();
        time.run();
        streams(third, 't');

        assertThat(outcome.getNow()).isEqualTo(new Switched());
        assertThat(source.snapshot().active()).isEqualTo(2);
        assertThat(backup.opened).isEmpty();
    }

    @Test
    void connectsTheChosenInputAtOnceWhileAllRest() {
        SourceSupervisor source = started(primary, backup);
        primary.last().isLost(ScriptedInput.NOT_FOUND);
        backup.last().isLost(ScriptedInput.NOT_FOUND);

        Future<SwitchOutcome> outcome = switchTo(source, 1);

        assertThat(backup.opened).hasSize(2);
        streams(backup, 'b');
        assertThat(outcome.getNow()).isEqualTo(new Switched());
        lives(Duration.ofSeconds(120), backup);
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(primary.opened).hasSize(1);
    }

    @Test
    void doesNotGoOnWithWhatRestedBeforeItsResumptionWhenAnotherIsChosen() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().resumable = true;
        primary.last().isLost(ScriptedInput.RESET);

        switchTo(source, 1);
        streams(backup, 'b');
        lives(Duration.ofSeconds(5), backup);

        assertThat(primary.last().starts).isEqualTo(1);
        assertThat(source.snapshot().active()).isEqualTo(1);
    }

    @Test
    void showsTheFallbackWhenItIsChosen() {
        SourceSupervisor source = withFallback(primary);
        streams(primary, 'p');

        Future<SwitchOutcome> outcome = switchTo(source, 1);
        streams(slate, 's');
        time.run();
        lives(PROVE.plusSeconds(5), slate);

        assertThat(outcome.getNow()).isEqualTo(new Switched());
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(primary.last().stopped).isTrue();
    }

    @Test
    void saysWhatComesOfSwitchesThatCannotBe() {
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        Future<SwitchOutcome> beyond = switchTo(source, 2);
        Future<SwitchOutcome> before = switchTo(source, -1);
        Future<SwitchOutcome> first = switchTo(source, 1);
        Future<SwitchOutcome> second = switchTo(source, 0);
        Future<SwitchOutcome> third = switchTo(source, 1);
        source.stop();
        time.run();
        Future<SwitchOutcome> late = switchTo(source, 1);

        assertThat(beyond.getNow()).isEqualTo(new NoSuchInput(2));
        assertThat(before.getNow()).isEqualTo(new NoSuchInput(2));
        assertThat(first.getNow()).isEqualTo(new Superseded());
        assertThat(second.getNow()).isEqualTo(new AlreadyActive());
        assertThat(third.getNow()).isEqualTo(new Superseded());
        assertThat(late.getNow()).isEqualTo(new NotRunning(new Stopped()));
    }

    private Future<SwitchOutcome> switchTo(SourceSupervisor source, int input) {
        Future<SwitchOutcome> outcome = source.switchTo(input);
        time.run();
        return outcome;
    }
}
