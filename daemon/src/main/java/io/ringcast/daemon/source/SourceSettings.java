package io.ringcast.daemon.source;

import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.config.FormatRule;
import io.ringcast.daemon.config.HealthSpec;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.SourceConfig;
import java.time.Duration;

/**
 * What the configuration says of how a source is supervised.
 *
 * @param name name of the source
 * @param stall no bytes for this long: the input is failing
 * @param health what else makes it so
 * @param format what formats inputs may have
 * @param retry bounds of the rest between attempts
 * @param prove how long an input that came back must be good before it is active again
 * @param pace by which clock items are released
 * @param prefetch how much of an item has to be there before listeners get any of it
 * @param lead how much of a paced item is released at once at the start, so that the first listener can fill its cache
 * @param patience how long bytes of an input may be left in the kernel, so that one read takes more of a slow stream; it is part of
 *     {@code latency}
 * @param atEnd what follows the end of an input
 * @param onDemand whether it runs only while somebody listens
 * @param idle how long after the last listener a source on demand stops
 * @param itemsOnDemand whether a source whose first input turns out to be an item with an end becomes one on demand
 */
public record SourceSettings(
        String name,
        Duration stall,
        HealthSpec health,
        FormatRule format,
        RetrySpec retry,
        Duration prove,
        PaceSpec pace,
        PrefetchSpec prefetch,
        Duration lead,
        Duration patience,
        AtEnd atEnd,
        boolean onDemand,
        Duration idle,
        boolean itemsOnDemand) {

    private static final Duration MIN_GOOD = Duration.ofSeconds(10);

    /** Of the latency, so much is left to the reads. */
    private static final int PATIENCE = 8;

    private static final Duration USUAL_LEAD = Duration.ofSeconds(2);

    /** All that delivers is good, whatever its format. */
    public SourceSettings(
            String name,
            Duration stall,
            RetrySpec retry,
            Duration prove,
            PaceSpec pace,
            PrefetchSpec prefetch,
            Duration lead,
            Duration patience,
            AtEnd atEnd,
            boolean onDemand,
            Duration idle,
            boolean itemsOnDemand) {
        this(
                name,
                stall,
                HealthSpec.NONE,
                FormatRule.ANY,
                retry,
                prove,
                pace,
                prefetch,
                lead,
                patience,
                atEnd,
                onDemand,
                idle,
                itemsOnDemand);
    }

    /** What {@code config} says; the lead is as long as listeners start behind the head. */
    public static SourceSettings of(SourceConfig config) {
        return new SourceSettings(
                config.name(),
                config.stall(),
                config.health(),
                config.format(),
                config.retry(),
                config.prove(),
                config.pace(),
                config.prefetch(),
                config.join() instanceof JoinSpec.Behind behind ? behind.time() : USUAL_LEAD,
                config.latency().dividedBy(PATIENCE),
                config.atEnd(),
                config.onDemand(),
                config.idle(),
                false);
    }

    /** The same for somebody at a prompt, who wants to see a film from its beginning. */
    public SourceSettings withItemsOnDemand() {
        return new SourceSettings(
                name, stall, health, format, retry, prove, pace, prefetch, lead, patience, atEnd, onDemand, idle, true);
    }

    /** The same with other demands on what inputs deliver. */
    SourceSettings demanding(HealthSpec other, FormatRule formats) {
        return new SourceSettings(
                name,
                stall,
                other,
                formats,
                retry,
                prove,
                pace,
                prefetch,
                lead,
                patience,
                atEnd,
                onDemand,
                idle,
                itemsOnDemand);
    }

    /** How long an input must deliver before its earlier failures are forgotten. */
    Duration good() {
        return stall.compareTo(MIN_GOOD) > 0 ? stall : MIN_GOOD;
    }

    /** By which clock a run is released. */
    Pace paceOf(InputRun run) {
        if (pace instanceof PaceSpec.Fixed fixed) {
            return new Pace.Rate(fixed.bitsPerSecond());
        }
        // A live signal that is made here, and so knows its format, would come for ever as fast as a core can make it:
        // its
        // clock is its pace even when off.
        boolean made = !run.finite() && run.format().isPresent();
        boolean byClock = run.faster() && (pace instanceof PaceSpec.Auto || made);
        return byClock ? new Pace.MediaClock() : new Pace.Unpaced();
    }
}
