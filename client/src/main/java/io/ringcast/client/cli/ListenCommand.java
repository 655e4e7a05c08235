package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.SinkException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code ringcast listen}: the bytes of a stream, exactly, on standard output. */
@Command(
        name = "listen",
        description = "Writes a stream to standard output, byte for byte, until it ends.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Over HTTP it resumes by itself: after a cut it goes on at the byte where it",
            "broke, without gap or duplicate, while that byte is in the ring. With several",
            "URLs of one stream (an origin and its relays) it goes on at the next one.",
            "",
            "On a terminal it shows time, bytes, rate, lag (how far behind the newest byte,",
            "where the server says) and when it ends, where that is known.",
            "",
            "Exits 0 when the stream ends, and when nobody reads the output any more; 69",
            "when it cannot be had or is cut; 1 for a gap with --exact.",
            "",
            "Examples:",
            "  ringcast listen tcp://localhost:5000 | ffplay -",
            "  ringcast listen http://localhost:8000/card --from 30s > card.ts",
            "  ringcast listen http://relay1:8000/card http://relay2:8000/card | ffplay -",
        })
final class ListenCommand implements Callable<Integer> {

    private final OutputStream output;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "tcp://host:port, http://host:port/NAME or https://…")
    private final List<URI> urls = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file, over what is in it, instead of standard output.")
    private @Nullable Path file;

    @Mixin
    private final ListenOptions options = new ListenOptions();

    ListenCommand(OutputStream output, String userAgent) {
        this.output = output;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        Path into = file;
        try (OutputStream opened = into == null ? OutputStream.nullOutputStream() : open(into)) {
            listen(into == null ? output : opened);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        } catch (SinkException e) {
            if (!isClosedPipe(e)) {
                throw e;
            }
            // The reader has seen enough. Other programs are ended by SIGPIPE here, without a word; Java ignores that
            // signal.
        }
        return ExitCode.OK;
    }

    private void listen(OutputStream sink) throws IOException, InterruptedException {
        RingcastClient client = options.client(userAgent);
        PrintWriter err = requireNonNull(spec).commandLine().getErr();
        try (ListenReport report = options.report(err, client, Optional.empty())) {
            if (urls.size() == 1 && !RingcastClient.isHttp(urls.get(0))) {
                client.listen(urls.get(0), sink, report);
            } else {
                client.listen(options.plan(urls, Optional.empty(), Optional.empty()), sink, report);
            }
        }
    }

    private OutputStream open(Path path) {
        try {
            return Files.newOutputStream(path);
        } catch (IOException e) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "--output: cannot write to " + path + ": " + e.getMessage(), e);
        }
    }

    static boolean isClosedPipe(SinkException e) {
        return e.getMessage() != null && e.getMessage().contains("Broken pipe");
    }
}
