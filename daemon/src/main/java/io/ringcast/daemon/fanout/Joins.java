package io.ringcast.daemon.fanout;

import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import java.util.Optional;

/** What the words of {@code join} mean on a stream. */
final class Joins {

    private Joins() {}

    /** Where {@code join} starts now, empty while there is nothing to start with. */
    static Optional<Start> resolve(Stream stream, JoinSpec join) {
        if (join instanceof JoinSpec.Behind behind) {
            return stream.startBehind(behind.time().toNanos());
        } else if (join instanceof JoinSpec.BehindBytes behind) {
            return stream.startBehindBytes(behind.bytes());
        } else if (join instanceof JoinSpec.Oldest) {
            return stream.startOldest();
        } else if (join instanceof JoinSpec.Keyframe) {
            return stream.startNewest();
        }
        return stream.startAtHead();
    }
}
