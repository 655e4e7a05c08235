package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.ringcast.client.Bench;
import io.ringcast.client.BenchPlan;
import io.ringcast.client.BenchResult;
import io.ringcast.protocol.api.Json;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast bench}: many listeners on a counter stream, each of which verifies every byte. */
@Command(
        name = "bench",
        description =
                "Verifies a test:counter stream with many listeners at once: is no packet missing, repeated or damaged, and how late do they come.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The times of arrival are compared with the stamps in the stream: across",
            "machines they are as good as the clocks agree.",
            "",
            "Exits 1 when anything was missing, repeated or damaged; 69 when not all",
            "could connect and stay connected.",
            "",
            "Examples:",
            "  ringcastd load='test:counter?rate=2Mbit/s'",
            "  ringcast bench http://localhost:8000/load -n 500 --duration 30s",
            "  ringcast bench tcp://localhost:5000 -n 2000 --ramp 200 --json",
        })
final class BenchCommand implements Callable<Integer> {

    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "tcp://host:port or http://host:port/NAME")
    private @Nullable URI url;

    @Option(
            names = {"-n", "--listeners"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many listen at once (default: ${DEFAULT-VALUE}).")
    private int listeners;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long all listen together (default: ${DEFAULT-VALUE}).")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "Before that, how long latency is not measured (default: ${DEFAULT-VALUE}).")
    private Duration settle = Duration.ZERO;

    @Option(
            names = "--ramp",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many are started in a second (default: ${DEFAULT-VALUE}).")
    private double ramp;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "For each connection to stand (default: ${DEFAULT-VALUE}).")
    private Duration connectTimeout = Duration.ZERO;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops that carry the listeners (default: one for each processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "The result as JSON.")
    private boolean json;

    BenchCommand(String userAgent) {
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        // Netty's own log must not get between the result's lines: java.util.logging writes warnings to standard error.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        BenchResult result = new Bench(Clock.systemUTC(), System::nanoTime).run(plan());
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.write(result));
        } else {
            out.print(BenchText.of(result));
        }
        out.flush();
        if (!result.isExact()) {
            return ExitCode.NOT_EXACT;
        }
        return result.isComplete() ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private BenchPlan plan() {
        try {
            return new BenchPlan(
                    requireNonNull(url), listeners, settle, duration, ramp, connectTimeout, threads, userAgent);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }
}
