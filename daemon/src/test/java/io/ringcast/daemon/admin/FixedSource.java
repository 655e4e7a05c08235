package io.ringcast.daemon.admin;

import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.metrics.ObservedSource;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.TransportSnapshot;
import io.ringcast.daemon.stream.Stream;
import java.util.List;
import java.util.Optional;

/** A source whose supervisor says always the same. */
record FixedSource(Stream stream, SourceSnapshot status, List<Output> outputs, Optional<TransportSnapshot> transport)
        implements ObservedSource {

    /** With bytes that are no MPEG-TS. */
    FixedSource(Stream stream, SourceSnapshot status, List<Output> outputs) {
        this(stream, status, outputs, Optional.empty());
    }

    /** With one output that works and that nobody listens to. */
    FixedSource(Stream stream, SourceSnapshot status) {
        this(stream, status, List.of(new FixedOutput(new OutputAccount(stream.name(), "lan", "tcp"))));
    }

    private record FixedOutput(OutputAccount account) implements Output {
        @Override
        public String url() {
            return "tcp://:5000";
        }

        @Override
        public boolean up() {
            return true;
        }
    }
}
