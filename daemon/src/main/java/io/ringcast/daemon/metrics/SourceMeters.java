package io.ringcast.daemon.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.SourceObserver;

/** Counts what happens to the inputs of one source. What happens on each read is not counted here but read from the source's snapshot. */
final class SourceMeters implements SourceObserver {

    private static final String ENDED = "ended";

    private final String source;
    private final Counter failures;
    private final Counter switches;

    /** @param inputs how many inputs the source has: with one alone there is nothing to switch to */
    SourceMeters(String source, int inputs, Counter failures, Counter switches) {
        this.source = source;
        this.failures = failures;
        this.switches = switches;
        for (InputFailure.Reason reason : InputFailure.Reason.values()) {
            failures.initLabelValues(source, reason.word());
            if (inputs > 1) {
                switches.initLabelValues(source, reason.word());
            }
        }
        if (inputs > 1) {
            switches.initLabelValues(source, ENDED);
        }
    }

    @Override
    public void onFailed(int input, InputFailure failure, boolean resuming) {
        failures.labelValues(source, failure.reason().word()).inc();
    }

    @Override
    public void onSwitched(int from, int to, String reason) {
        switches.labelValues(source, reason).inc();
    }
}
