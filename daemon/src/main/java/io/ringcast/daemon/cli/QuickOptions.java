package io.ringcast.daemon.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of what is broadcast without a configuration file. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class QuickOptions {

    static final int DEFAULT_TCP = 5000;
    static final int DEFAULT_HTTP = 8000;

    @Option(
            names = "--tcp",
            paramLabel = "PORT",
            description =
                    "TCP port of the first stream, each next one's is one higher (default: 5000, or the next free one).")
    Optional<Integer> tcp;

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description = "HTTP port of all streams (default: 8000, or the next free one).")
    Optional<Integer> http;

    @Option(
            names = "--udp",
            paramLabel = "HOST:PORT",
            arity = "0..1",
            parameterConsumer = OptionalAddress.class,
            description =
                    "Sends MPEG-TS to a group or host as well, each next stream to the next port (without an address: 239.255.0.1:1234).")
    @Nullable
    String udp;

    @Option(
            names = "--admin",
            paramLabel = "PORT",
            description = "Port of API and metrics, on loopback (default: 8001, or the next free one).")
    Optional<Integer> admin;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description = "Address of the TCP and HTTP ports (default: all of IPv4 and IPv6).")
    Optional<String> bind;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory for all rings (default: 512MiB).")
    Optional<String> memory;

    @Option(
            names = "--transport",
            paramLabel = "KIND",
            description = "auto, io_uring, epoll, kqueue or nio (default: auto).")
    Optional<String> transport;

    @Option(
            names = "--stdout",
            description = "Write the first stream to standard output too; everything else goes to standard error.")
    boolean stdout;

    QuickOptions() {}
}
