package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.source.InputFailure.Reason;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which input a {@link Rotation} names next, and when. */
final class RotationTest {

    private static final InputFailure RESET = InputFailure.passing(Reason.RESET, "reset");
    private static final InputFailure NOT_FOUND = InputFailure.lasting(Reason.HTTP_4XX, "404");
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final Random random = new Random(1);

    @Test
    void goesOnToTheNextInputAtOnce() {
        Rotation rotation = new Rotation(3, 0, BACKOFF, random);

        rotation.onFailed(0, RESET, 0);

        assertThat(rotation.next(0, 0)).isEqualTo(new Rotation.Choice(1, 0));
    }

    @Test
    void restsAfterAWholeRoundAndThenTriesTheOneWhoseRestEndsFirst() {
        Rotation rotation = new Rotation(2, 0, BACKOFF, random);

        rotation.onFailed(0, RESET, 0);
        rotation.onFailed(1, NOT_FOUND, 0);
        Rotation.Choice choice = rotation.next(1, 0);

        assertThat(choice.input()).isZero();
        assertThat(choice.waitNanos()).isBetween(seconds(1), seconds(2));
    }

    @Test
    void restsLongerWithEachFailureUpToTheMaximumWithJitter() {
        for (int failures = 1; failures < 100; failures++) {
            int n = failures;
            long[] rests = LongStream.range(0, 200)
                    .map(i -> BACKOFF.restNanos(n, random))
                    .sorted()
                    .toArray();
            double ceiling = Math.min(60, Math.pow(2, n));
            assertThat(rests[0]).isBetween(seconds(1), seconds(1) + (long) (seconds(1) * (ceiling - 1) / 10));
            assertThat(rests[199]).isBetween((long) (seconds(1) * ceiling * 0.9), (long) (seconds(1) * ceiling));
        }
    }

    @Test
    void restsLongAtOnceAfterALastingFailure() {
        Rotation rotation = new Rotation(1, 0, BACKOFF, random);

        rotation.onFailed(0, NOT_FOUND, 0);

        assertThat(rotation.next(0, 0).waitNanos()).isBetween(seconds(54), seconds(60));
    }

    @Test
    void forgetsFailuresButNotTheirNumberWhenAnInputWasGood() {
        Rotation rotation = new Rotation(1, 0, BACKOFF, random);
        for (int i = 0; i < 5; i++) {
            rotation.onFailed(0, RESET, 0);
        }
        assertThat(rotation.attempt(0)).isEqualTo(6);

        rotation.onGood(0);

        assertThat(rotation.attempt(0)).isEqualTo(1);
        assertThat(rotation.next(0, 0).waitNanos()).isZero();
        assertThat(rotation.totalFailures(0)).isEqualTo(5);
        assertThat(rotation.lastFailure(0)).contains(RESET);
    }

    private static long seconds(long n) {
        return n * 1_000_000_000L;
    }
}
