package io.ringcast.daemon.fanout;

import io.ringcast.daemon.config.Policy;
import java.time.Duration;
import java.time.Instant;

/**
 * What a listener was at one moment.
 *
 * @param id unique while the daemon runs
 * @param account whose output's listener
 * @param remote address and port of the peer
 * @param userAgent what it calls itself, {@code ""} when it does not
 * @param connected when it began to play
 * @param duration for how long
 * @param policy what happens when it falls behind, never {@link Policy#AUTO}
 * @param bytes that the kernel took for it, preambles included
 * @param lagBytes head minus what the kernel took
 * @param lag the same in time
 * @param skips how often it was moved forward
 * @param skippedBytes bytes that it did not get because of that
 * @param delivery how its bytes reached the peer of late
 * @param asked what it asked for
 */
public record ListenerSnapshot(
        long id,
        OutputAccount account,
        String remote,
        String userAgent,
        Instant connected,
        Duration duration,
        Policy policy,
        long bytes,
        long lagBytes,
        Duration lag,
        long skips,
        long skippedBytes,
        Delivery delivery,
        Asked asked) {

    /** One that nobody asked for. */
    public ListenerSnapshot(
            long id,
            OutputAccount account,
            String remote,
            String userAgent,
            Instant connected,
            Duration duration,
            Policy policy,
            long bytes,
            long lagBytes,
            Duration lag,
            long skips,
            long skippedBytes,
            Delivery delivery) {
        this(
                id,
                account,
                remote,
                userAgent,
                connected,
                duration,
                policy,
                bytes,
                lagBytes,
                lag,
                skips,
                skippedBytes,
                delivery,
                Asked.NOTHING);
    }

    /** The word of {@link #policy()} for people, for those who need not know the configuration. */
    public String policyWord() {
        return policy.word();
    }
}
