package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.bench.Bench;
import io.ringcast.client.bench.BenchPlan;
import io.ringcast.client.bench.BenchPlot;
import io.ringcast.client.bench.BenchResult;
import io.ringcast.client.bench.MetricsProbe;
import io.ringcast.client.bench.ProcessProbe;
import io.ringcast.client.bench.ServerProbe;
import io.ringcast.client.bench.datagram.DatagramBench;
import io.ringcast.client.bench.datagram.DatagramResult;
import io.ringcast.client.probe.ProbeTarget;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import io.ringcast.protocol.api.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast bench}: many listeners on a stream, each of which verifies every byte, and what that costs the server. */
@Command(
        name = "bench",
        description =
                "Verifies a stream with many listeners at once: is no packet missing, repeated or damaged, how late do they come, and what does it cost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Latency is the time of arrival less the stamp in the stream: across",
            "Latency is the time of arrival less the stamp in the stream: across",
            "machines it is as good as the clocks agree. With --stopped or --slow the",
            "figures are those of the other listeners; how these fared is said beside",
            "them: a skip is a jump of one that was more than a second late.",
            "",
            "Over TCP and HTTP it has to be a test:counter stream, whose packets have",
            "numbers, or --opaque. Datagrams may be any MPEG-TS: each receiver joins the",
            "group by a socket of its own and looks at continuity counters, the sequence of",
            "RTP, sizes, and the time between them. Of the options those about pace, number",
            "and --receive-buffer hold there.",
            "",
            "Exits 1 when anything was missing, repeated or damaged; 69 when somebody",
            "could not connect or stay connected, stalled for more than a second, or",
            "got less than 98 %% of the source's rate.",
            "",
            "Examples:",
            "  ringcastd load='test:counter?rate=2Mbit/s'",
            "  ringcast bench http://localhost:8000/load -n 500 --duration 30s",
            "  ringcast bench tcp://localhost:5000 -n 2000 --ramp 200 --json",
            "  ringcast bench tcp://127.0.0.1:5000 -n 1000 --stopped 200 --plot load.svg",
            "  ringcast bench 'udp://@239.255.0.1:1234' -n 50 --duration 30s",
        })
final class BenchCommand implements Callable<Integer> {

    private static final Pattern DATAGRAMS = Pattern.compile("(?:udp|rtp)://", Pattern.CASE_INSENSITIVE);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(5);

    /** Where what the server uses is read. */
    static final class Server {

        @Option(
                names = "--admin",
                paramLabel = "URL",
                description = "The admin port of the daemon: its processor time, overruns and skips are measured.")
        private @Nullable URI admin;

        @Option(
                names = "--pid",
                paramLabel = "PID",
                description =
                        "The process of the server, whichever it is, on this host: the processor time and memory of it and its children are measured.")
        private @Nullable Long pid;
    }

    private final Map<String, String> environment;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            description = "tcp://host:port, http://host:port/NAME, udp://@GROUP:PORT, udp://:PORT or rtp://…")
    private @Nullable String url;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @ArgGroup(exclusive = false)
    private Server server = new Server();

    @Option(names = "--json", description = "The result as JSON.")
    private boolean json;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draws latency and rate over time into an SVG file.")
    private @Nullable Path plot;

    BenchCommand(Map<String, String> environment, String userAgent) {
        this.environment = environment;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        // Netty's own log must not get between the result's lines: java.util.logging writes warnings to standard error.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        try {
            String stream = requireNonNull(url);
            return DATAGRAMS.matcher(stream).lookingAt() && ProbeTarget.parse(stream) instanceof Datagrams datagrams
                    ? datagrams(datagrams)
                    : connections(URI.create(stream));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }

    private int connections(URI stream) throws UnavailableException, InterruptedException {
        BenchPlan plan = options.plan(stream, userAgent);
        BenchResult result = new Bench(Clock.systemUTC(), System::nanoTime).run(plan, probe());
        print(json ? Json.write(result) + "\n" : BenchText.of(result));
        if (plot != null) {
            draw(plot, result);
        }
        return exitCode(result.verdict());
    }

    private int datagrams(Datagrams stream) throws IOException, InterruptedException {
        if (plot != null || server.admin != null || server.pid != null) {
            throw new IllegalArgumentException("--plot, --admin and --pid (expected: none of them with datagrams)");
        }
        DatagramResult result = new DatagramBench(Clock.systemUTC(), System::nanoTime).run(options.plan(stream));
        print(json ? Json.write(result) + "\n" : DatagramBenchText.of(result));
        return exitCode(result.verdict());
    }

    private void print(String text) {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private static int exitCode(BenchResult.Verdict verdict) {
        return switch (verdict) {
            case OK -> ExitCode.OK;
            case FAILED -> ExitCode.NOT_EXACT;
            case BEHIND, INCOMPLETE -> ExitCode.UNAVAILABLE;
        };
    }

    private Optional<ServerProbe> probe() throws UnavailableException {
        Optional<ServerProbe> process =
                server.pid == null ? Optional.empty() : Optional.of(ProcessProbe.of(server.pid));
        if (server.admin == null) {
            return process;
        }
        RingcastClient client =
                new RingcastClient(ADMIN_TIMEOUT, userAgent, Optional.ofNullable(environment.get("RINGCAST_TOKEN")));
        ServerProbe metrics = new MetricsProbe(client, server.admin);
        return Optional.of(process.map(own -> ServerProbe.both(own, metrics)).orElse(metrics));
    }

    private static void draw(Path file, BenchResult result) throws UnavailableException {
        try {
            Files.writeString(file, BenchPlot.svg(result));
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
