package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SwitchOutcome.Switched;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Inputs whose accounts allow few connections, with time moved by hand: stall 10 s, prove 30 s. */
final class ConnectionsTest extends SupervisedInputs {

    private final Places account = new Places();

    @Test
    void connectsNothingOfTheAccountBesideTheActiveInput() {
        share(primary, backup);
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        time.advance(Duration.ofMillis(9_900));
        assertThat(backup.opened).isEmpty();
        time.advance(Duration.ofMillis(200));

        assertThat(primary.last().stopped).isTrue();
        assertThat(backup.last().starts).isEqualTo(1);
        streams(backup, 'b');
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(observed).containsExactly("failed 0 stalled", "switched 0 1 stalled");
    }

    @Test
    void hasAnInputOfAnotherAccountStandIn() {
        share(primary, backup);
        started(primary, backup, third);
        streams(primary, 'p');

        time.advance(Duration.ofSeconds(6));

        assertThat(backup.opened).isEmpty();
        assertThat(third.last().starts).isEqualTo(1);
    }

    @Test
    void connectsBesideTheActiveInputWhereTheAccountAllowsTwo() {
        share(primary, backup);
        Places roomy = new Places();
        roomy.limit(2);
        primary.places = Optional.of(roomy);
        backup.places = Optional.of(roomy);
        started(primary, backup);
        streams(primary, 'p');

        time.advance(Duration.ofSeconds(6));

        assertThat(backup.last().starts).isEqualTo(1);
    }

    @Test
    void triesABetterInputOfTheAccountInPlaceOfTheActiveOne() {
        share(primary, backup);
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        time.run();
        streams(backup, 'b');

        lives(PROVE, backup);
        assertThat(primary.opened).hasSize(1);
        lives(Duration.ofSeconds(11), backup);

        assertThat(backup.last().stopped).isTrue();
        assertThat(primary.last().starts).isEqualTo(1);
        streams(primary, 'p');
        assertThat(source.snapshot().active()).isZero();
        assertThat(observed).containsExactly("failed 0 reset", "switched 0 1 reset", "switched 1 0 returned");
    }

    @Test
    void goesBackSoonFromABetterInputThatDoesNotDeliver() {
        share(primary, backup);
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        primary.last().isLost(ScriptedInput.RESET);
        time.run();
        streams(backup, 'b');
        lives(PROVE.plusSeconds(11), backup);
        assertThat(primary.last().starts).isEqualTo(1);

        time.advance(Duration.ofMillis(5_100));

        assertThat(primary.last().interrupted).isTrue();
        assertThat(backup.opened).hasSize(2);
        streams(backup, 'b');
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(observed)
                .containsExactly("failed 0 reset", "switched 0 1 reset", "failed 0 stalled", "put aside 0 for 60 s");
        lives(Duration.ofSeconds(55), backup);
        assertThat(primary.opened).hasSize(2);
    }

    @Test
    void closesTheActiveInputBeforeItSwitchesWithinAnAccount() {
        share(primary, backup);
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');

        Future<SwitchOutcome> outcome = source.switchTo(1);
        time.run();
        assertThat(primary.last().stopped).isTrue();
        streams(backup, 'b');

        assertThat(outcome.getNow()).isEqualTo(new Switched());
    }

    @Test
    void waitsForAPlaceThatAnotherSourceHasAndSaysSo() {
        share(primary);
        Places.Ticket other = account.ask(Runnable::run, () -> {});
        SourceSupervisor source = started(primary);

        time.advance(Duration.ofMillis(2_100));
        assertThat(source.snapshot().state())
                .isInstanceOfSatisfying(
                        BackingOff.class,
                        rest -> assertThat(rest.failure().reason().word()).isEqualTo("connections"));
        assertThat(primary.opened.get(0).starts).isZero();
        time.advance(Duration.ofSeconds(2));
        other.leave();
        time.advance(Duration.ofSeconds(1));

        assertThat(primary.last().starts).isEqualTo(1);
        streams(primary, 'p');
        assertThat(source.snapshot().active()).isZero();
    }

    @Test
    void goesOnToAnInputOfAnotherAccountWhenThereIsNoPlace() {
        share(primary);
        account.ask(Runnable::run, () -> {});
        started(primary, backup);

        time.advance(Duration.ofMillis(2_100));

        assertThat(backup.last().starts).isEqualTo(1);
        assertThat(observed).containsExactly("failed 0 connections");
    }

    @Test
    void givesItsPlaceBackWhenItStops() {
        share(primary);
        SourceSupervisor source = started(primary);
        streams(primary, 'p');
        assertThat(account.isFree()).isFalse();

        source.stop();
        time.run();

        assertThat(account.isFree()).isTrue();
    }

    private void share(ScriptedInput.Opener... those) {
        account.limit(1);
        for (ScriptedInput.Opener each : those) {
            each.places = Optional.of(account);
        }
    }
}
