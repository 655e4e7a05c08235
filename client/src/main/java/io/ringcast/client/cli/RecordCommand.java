package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.ListenPlan;
import io.ringcast.client.ListenResult;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.live.LivePlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** {@code ringcast record}: a stream into a file, which goes on where it was when it was cut short. */
@Command(
        name = "record",
        description = "Records a stream into a file.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Until it is finished, FILE.resume beside the file says which byte of the",
            "stream comes next. Whatever ended it - a signal, a crash, a network that was",
            "gone for too long -, the same command again goes on at that byte while the",
            "server has it; else it goes on behind a gap and says so, or with --exact fails.",
            "",
            "Exits 0 when the stream or the time has ended; 69 when the stream cannot be",
            "had or the file cannot be written; 1 for a gap with --exact.",
            "",
            "Examples:",
            "  ringcast record http://localhost:8000/news news.ts --for 1h",
            "  ringcast record http://localhost:8000/news news.ts --from oldest",
            "  ringcast record http://localhost:8000/news a.ts --for 10s --json | jq .gaps",
        })
final class RecordCommand implements Callable<Integer> {

    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "URL", description = "http://host:port/NAME or https://…")
    private @Nullable URI url;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
    private @Nullable Path file;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Record for so long, for example 1h; until the stream ends when absent.")
    private @Nullable Duration limit;

    @Option(names = "--json", description = "What was recorded as JSON, on standard output, when it is finished.")
    private boolean json;

    @Mixin
    private final ListenOptions options = new ListenOptions();

    RecordCommand(String userAgent) {
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter err = requireNonNull(spec).commandLine().getErr();
        Path into = requireNonNull(file);
        try (Recording recording = open(into)) {
            ListenPlan plan = options.plan(List.of(requireNonNull(url)), recording.start(), Optional.ofNullable(limit));
            if (!options.progress().quiet() && recording.start().isPresent()) {
                err.println("ringcast: " + into + " is not finished; goes on at byte "
                        + recording.start().get().offset());
            }
            ListenResult result = record(plan, recording, err);
            recording.finish();
            if (json) {
                PrintWriter out = requireNonNull(spec).commandLine().getOut();
                out.println(Json.write(result));
                out.flush();
            } else if (!options.progress().quiet()) {
                err.println("ringcast: " + into + ": " + Quantity.bytes(result.bytes())
                        + (result.cuts() == 0 ? "" : ", " + result.cuts() + " cuts") + ", "
                        + (result.gaps() == 0 ? "no gap" : result.gaps() + " gaps"));
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
        return ExitCode.OK;
    }

    private ListenResult record(ListenPlan plan, Recording recording, PrintWriter err)
            throws IOException, InterruptedException {
        RingcastClient client = options.client(userAgent);
        ProgressLine line = ProgressLine.of(err, options.progress(), System.nanoTime());
        LagMeter lag = ListenOptions.lag(client);
        boolean events = !options.progress().quiet();
        try (ListenReport report = new ListenReport(err, events, line, lag, Optional.ofNullable(limit)) {
            @Override
            public void onBegun(URI stream, Optional<LivePlace> place) throws IOException {
                super.onBegun(stream, place);
                recording.begins(place);
            }
        }) {
            return client.listen(plan, recording.out(), report);
        }
    }

    private static Recording open(Path into) throws UnavailableException {
        try {
            return Recording.open(into);
        } catch (UnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw new UnavailableException("cannot write to " + into + ": " + e.getMessage(), e);
        }
    }
}
