package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.doctor.Doctor;
import io.ringcast.client.doctor.Finding;
import io.ringcast.client.doctor.Verdict;
import io.ringcast.client.probe.ProbeTarget;
import io.ringcast.protocol.api.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast doctor}: what on this host would hurt, and the command that mends it. */
@Command(
        name = "doctor",
        description =
                "Looks for what would hurt on this host - limits, buffers, MTU, clock, ports -, and whether streams can be had from it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It changes nothing: below what is wrong stands the command that mends it.",
            "What sysctl -w sets is gone after a start: write it to /etc/sysctl.d too.",
            "Limits are those of the shell that asks; those of the service are in its unit.",
            "",
            "Of a group, it looks at the route, the interface, who has joined, and the",
            "filter of reverse paths; of a download, at names, connections, redirects, the",
            "answer and the first byte.",
            "",
            "Exits 0 when nothing is bad, warnings or not; else 69.",
            "",
            "Examples:",
            "  ringcast doctor",
            "  ringcast doctor http://radio.example/live.mp3 udp://@239.1.1.1:1234",
            "  ringcast doctor --json | jq -r '.[] | select(.verdict != \"ok\") | .remedy'",
        })
final class DoctorCommand implements Callable<Integer> {

    /** A finding in JSON. */
    record FindingView(String check, String verdict, String found, String expected, String remedy) {

        static FindingView of(Finding finding) {
            return new FindingView(
                    finding.check(), finding.verdict().word(), finding.found(), finding.expected(), finding.remedy());
        }
    }

    private final Map<String, String> environment;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            arity = "0..*",
            description = "http://…, https://…, tcp://host:port, udp://[SENDER@]GROUP:PORT, rtp://…")
    private final List<String> urls = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "How long a connection, an answer and its first byte may take (default: 5s).")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(names = "--root", paramLabel = "FOLDER", hidden = true, description = "Where proc, sys and run are.")
    private Path root = Path.of("/");

    @Option(names = "--json", description = "The findings as JSON.")
    private boolean json;

    DoctorCommand(Map<String, String> environment, String userAgent) {
        this.environment = environment;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<ProbeTarget> targets = urls.stream().map(this::target).toList();
        Doctor doctor = new Doctor(root, timeout, userAgent);
        List<Finding> found = new ArrayList<>(doctor.host());
        for (ProbeTarget target : targets) {
            found.addAll(doctor.stream(target));
        }
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.write(found.stream().map(FindingView::of).toList()));
        } else {
            boolean colours = !environment.containsKey("NO_COLOR") && Terminal.isStandardOutput();
            out.print(DoctorText.of(found, colours));
        }
        out.flush();
        return found.stream().anyMatch(each -> each.verdict() == Verdict.BAD) ? ExitCode.UNAVAILABLE : ExitCode.OK;
    }

    private ProbeTarget target(String url) {
        try {
            ProbeTarget target = ProbeTarget.parse(url);
            if (target instanceof ProbeTarget.Connection || target instanceof ProbeTarget.Datagrams) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
        throw new ParameterException(
                requireNonNull(spec).commandLine(),
                "stream: " + url + " (expected: http://…, https://…, tcp://host:port, udp://@GROUP:PORT or rtp://…)");
    }
}
