package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What makes a live input that delivers count as failing all the same.
 *
 * @param minRate the lowest rate that is good
 * @param maxErrors the most errors of MPEG-TS within a minute that are
 * @param require what must be there
 * @param badAfter how long the rate may be too low, and what must be there missing
 */
public record HealthSpec(
        Optional<BitRate> minRate, Optional<Long> maxErrors, Set<Presence> require, Duration badAfter) {

    /** All is good. */
    public static final HealthSpec NONE =
            new HealthSpec(Optional.empty(), Optional.empty(), Set.of(), Duration.ofSeconds(10));

    public HealthSpec {
        require = Set.copyOf(require);
        if (badAfter.isNegative() || badAfter.isZero()) {
            throw new IllegalArgumentException("badAfter: " + badAfter + " (expected: > 0)");
        }
    }

    /** Whether anything is asked for. */
    public boolean isAny() {
        return takesTime() || maxErrors.isPresent();
    }

    /** Whether an input is known to be good only after it has been looked at for {@link #badAfter}. */
    public boolean takesTime() {
        return minRate.isPresent() || !require.isEmpty();
    }
}
