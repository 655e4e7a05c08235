package io.ringcast.daemon.app;

import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.lifecycle.Part;
import io.ringcast.daemon.output.OwnOutput;
import io.ringcast.daemon.output.udp.DatagramOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes the parts that open and close the configured outputs of sources. */
final class OutputParts {

    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Ports ports;
    private final DaemonOptions options;

    OutputParts(Ports ports, DaemonOptions options) {
        this.ports = ports;
        this.options = options;
    }

    /** One part for each port and each output that is a listener of its own, and one for all that send datagrams. */
    List<Part> of(List<SourceUnit> sources) {
        List<Part> parts = new ArrayList<>();
        for (SourceUnit source : sources) {
            source.tcp().forEach(port -> parts.add(part(port)));
            source.sinks().forEach(sink -> parts.add(part(sink)));
        }
        List<DatagramOutput> datagrams = sources.stream()
                .flatMap(source -> source.datagramOutputs().stream())
                .toList();
        parts.add(new Part(
                "datagram outputs",
                () -> datagrams.forEach(DatagramOutput::start),
                () -> CompletableFuture.allOf(
                        datagrams.stream().map(DatagramOutput::stop).toArray(CompletableFuture[]::new)),
                QUICK));
        return parts;
    }

    private Part part(SourceUnit.TcpPort port) {
        OutputConfig config = port.config();
        return new Part(
                "output " + port.output().account().source() + " " + config.url(),
                () -> ports.open(
                        "tcp output of " + port.output().account().source(),
                        config.listenAddress().orElseThrow(),
                        !options.isDefaultPort(config),
                        port.output()::bind),
                () -> {
                    port.output().close();
                    return CompletableFuture.completedStage(null);
                },
                QUICK);
    }

    private static Part part(OwnOutput sink) {
        return new Part(
                "output " + sink.account().source() + " " + sink.url(),
                sink::start,
                () -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    sink.stop().addListener(stopped -> done.complete(null));
                    return done;
                },
                QUICK);
    }
}
