package io.ringcast.daemon.source;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A source at one moment, as the API shows it; immutable.
 *
 * @param state what it does
 * @param active index of the input that feeds the stream, or -1
 * @param standby index of the input that is connected beside it and delivers, or -1
 * @param inputs its inputs in order, and behind them the fallback if there is one
 * @param bytesIn bytes that its inputs delivered since the daemon started
 * @param lastByte when the last of them came
 * @param heldBack whether reading stands because listeners or the pace ask for it
 */
public record SourceSnapshot(
        SourceState state,
        int active,
        int standby,
        List<InputStatus> inputs,
        long bytesIn,
        Optional<Instant> lastByte,
        boolean heldBack) {

    public SourceSnapshot {
        inputs = List.copyOf(inputs);
    }

    /**
     * An input of the source.
     *
     * @param url where it reads from, secrets masked
     * @param failures losses since the daemon started
     * @param lastFailure the newest of them
     */
    public record InputStatus(String url, long failures, Optional<InputFailure> lastFailure) {}
}
