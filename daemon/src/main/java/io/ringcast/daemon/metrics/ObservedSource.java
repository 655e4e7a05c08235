package io.ringcast.daemon.metrics;

import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.stream.Stream;
import java.util.List;

/** One running source as those see it who look at it from outside. Thread-safe: everything here is a snapshot or reads one. */
public interface ObservedSource {

    /** Its bytes; its name too. */
    Stream stream();

    /** What its inputs do now. */
    SourceSnapshot status();

    /** Its outputs now, the one on the HTTP port among them. */
    List<Output> outputs();
}
