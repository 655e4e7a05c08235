package io.ringcast.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to listen to, and what to do when that breaks.
 *
 * @param streams http or https; the same stream at one or more places, of which the next is taken when one breaks
 * @param from where to start, in the words of {@code ?from=}; where the stream says when absent
 * @param start the byte to start with, which somebody else stopped before; absent for a new beginning
 * @param resume whether to go on after a cut
 * @param exact whether to fail with a {@link GapException} instead of going on behind a gap
 * @param stall no bytes for so long is a cut
 * @param giveUp without a byte for so long, cuts and all, it fails
 * @param limit listen for so long, for ever when absent
 */
public record ListenPlan(
        List<URI> streams,
        Optional<String> from,
        Optional<ListenPosition> start,
        boolean resume,
        boolean exact,
        Duration stall,
        Duration giveUp,
        Optional<Duration> limit) {

    public ListenPlan {
        streams = List.copyOf(streams);
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("streams: none (expected: at least one URL)");
        }
    }

    /** One that resumes, for ever. */
    public static ListenPlan of(URI stream) {
        return new ListenPlan(
                List.of(stream),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Optional.empty());
    }
}
