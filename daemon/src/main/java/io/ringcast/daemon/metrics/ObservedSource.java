package io.ringcast.daemon.metrics;

import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.TransportSnapshot;
import io.ringcast.daemon.stream.Stream;
import java.util.List;
import java.util.Optional;

/** One running source as those see it who look at it from outside. Thread-safe: everything here is a snapshot or reads one. */
public interface ObservedSource {

    /** Its bytes; its name too. */
    Stream stream();

    /** What its inputs do now. */
    SourceSnapshot status();

    /** What came of the datagrams of each input, in their order; empty for inputs that have none. */
    default List<Optional<DatagramTally>> datagramInputs() {
        return List.of();
    }

    /** What came of the HLS segments of each input, in their order; empty for those that have met none. */
    default List<Optional<SegmentTally>> segmentInputs() {
        return List.of();
    }

    /** What its MPEG-TS is like; empty where there is none. */
    default Optional<TransportSnapshot> transport() {
        return Optional.empty();
    }

    /** Its outputs now, the one on the HTTP port among them. */
    List<Output> outputs();
}
