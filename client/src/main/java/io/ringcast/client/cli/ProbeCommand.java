package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.probe.Probe;
import io.ringcast.client.probe.ProbeReport;
import io.ringcast.client.probe.ProbeTarget;
import io.ringcast.protocol.api.Json;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast probe}: what a stream or a file is, and what is wrong with it. */
@Command(
        name = "probe",
        description =
                "Says what a stream or a file is: format, programs, codecs, bit rates, clocks, join points, and the errors of ETSI TR 101 290 in MPEG-TS.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Datagrams are seen as a receiver sees them: the time between them, loss,",
            "order and duplicates by the sequence of RTP, jitter of the clock (PCR) by",
            "arrival. Of files and downloads, time is that of the stream's own clock.",
            "A group is joined where the routes lead, or say where: ?iface=eth0.",
            "",
            "Exits 0 when there was something to look at, whatever is wrong with it; 69",
            "when the stream cannot be had or nothing came.",
            "",
            "Examples:",
            "  ringcast probe film.ts",
            "  ringcast probe http://localhost:8000/card --for 30s",
            "  ringcast probe tcp://localhost:5000 --json | jq .mpegts.errors",
            "  ringcast probe 'udp://@239.1.1.1:1234?iface=eth0'",
            "  ringcast probe rtp://10.0.0.1@232.1.1.1:5004",
            "  ffmpeg -i film.mkv -c copy -f mpegts - | ringcast probe -",
        })
final class ProbeCommand implements Callable<Integer> {

    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofDays(365);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final InputStream standardInput;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "URL|FILE",
            description =
                    "A file, - (standard input), http://…, https://…, tcp://host:port, udp://[SENDER@]GROUP:PORT, udp://:PORT, rtp://….")
    private @Nullable String stream;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long it is read (default: 10s; files and standard input to their end).")
    private @Nullable Duration limit;

    @Option(names = "--json", description = "The report as JSON.")
    private boolean json;

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    ProbeCommand(InputStream standardInput, String userAgent) {
        this.standardInput = standardInput;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        ProbeReport report = run(target());
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.write(report));
        } else {
            out.print(ProbeText.of(report));
        }
        out.flush();
        return ExitCode.OK;
    }

    private ProbeTarget target() {
        try {
            return ProbeTarget.parse(requireNonNull(stream));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }

    private ProbeReport run(ProbeTarget target) throws Exception {
        boolean finite = target instanceof ProbeTarget.LocalFile || target instanceof ProbeTarget.StandardInput;
        Duration time = limit != null ? limit : finite ? WHOLE : LIVE;
        RingcastClient client = new RingcastClient(CONNECT_TIMEOUT, userAgent, Optional.empty());
        ProgressLine line = ProgressLine.of(requireNonNull(spec).commandLine().getErr(), progress, System.nanoTime());
        Probe probe = new Probe(client, standardInput, PooledByteBufAllocator.DEFAULT, System::nanoTime);
        try {
            return probe.run(target, time, (seconds, bytes) -> show(line, seconds, bytes));
        } finally {
            line.erase();
        }
    }

    private static void show(ProgressLine line, double seconds, long bytes) {
        long now = System.nanoTime();
        if (line.isDue(now)) {
            line.show(Quantity.seconds(seconds) + "  " + Quantity.bytes(bytes), now);
        }
    }
}
