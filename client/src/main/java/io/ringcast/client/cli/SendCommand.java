package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.send.Pacing;
import io.ringcast.client.send.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

/** {@code ringcast send}: a file into a daemon, as if it were live. */
@Command(
        name = "send",
        description = "Sends a file into a daemon at the pace at which it plays.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The daemon has an input that waits for it: publish: for http://host:8000/NAME,",
            "a tcp:// input that listens for tcp://host:port. The password stands in the URL",
            "(http://source:PASSWORD@…) or, not to be seen by others, in RINGCAST_PASSWORD.",
            "",
            "The pace is that of the clock in the file; where there is none that is known,",
            "--rate or --no-pace says it. --loop is for what may follow itself: MPEG-TS,",
            "MP3, AAC, AC-3 and Ogg.",
            "",
            "Exits 0 when all was sent and taken; 69 when the file cannot be read, or the",
            "daemon cannot be had, refuses, or goes away.",
            "",
            "Examples:",
            "  ringcast send film.ts http://localhost:8000/film",
            "  ringcast send --loop music.mp3 http://source:sesame@radio.example:8000/live",
            "  ffmpeg -i film.mkv -c copy -f mpegts - | ringcast send - tcp://localhost:6000",
        })
final class SendCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InputStream standardInput;
    private final Map<String, String> environment;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file, or - for standard input.")
    private @Nullable String file;

    @Parameters(index = "1", paramLabel = "URL", description = "http://host:port/NAME, https://… or tcp://host:port.")
    private @Nullable URI url;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = BitRateConverter.class,
            description = "At this rate instead of the clock's, for example 4Mbit/s.")
    private @Nullable Double rate;

    @Option(names = "--no-pace", description = "As fast as it is taken.")
    private boolean unpaced;

    @Option(names = "--loop", description = "Again and again, until a signal.")
    private boolean loop;

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    SendCommand(InputStream standardInput, Map<String, String> environment, String userAgent) {
        this.standardInput = standardInput;
        this.environment = environment;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        String name = requireNonNull(file);
        boolean piped = name.equals("-");
        if (piped && loop) {
            throw wrong("--loop: - (expected: a file, which can be read again)", null);
        }
        if (unpaced && rate != null) {
            throw wrong("--rate and --no-pace (expected: one of them)", null);
        }
        PrintWriter err = requireNonNull(spec).commandLine().getErr();
        long now = System.nanoTime();
        SendReport report = new SendReport(
                ProgressLine.of(err, progress, now), piped || loop ? Optional.empty() : size(Path.of(name)), now);
        Sender sender = new Sender(
                UnpooledByteBufAllocator.DEFAULT,
                Optional.ofNullable(environment.get("RINGCAST_PASSWORD")),
                PATIENCE,
                userAgent);
        Sender.Input input = piped ? () -> standardInput : () -> open(Path.of(name));
        try {
            sender.send(input, requireNonNull(url), pacing(), loop ? Long.MAX_VALUE : 1, report);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()), e);
        } finally {
            report.close();
        }
        return ExitCode.OK;
    }

    private Pacing pacing() {
        return unpaced ? new Pacing.Unpaced() : rate != null ? new Pacing.AtRate(rate) : new Pacing.ByClock();
    }

    private static InputStream open(Path path) throws UnavailableException {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot read " + path + ": " + e.getClass().getSimpleName(), e);
        }
    }

    /** Absent of what has none, such as a pipe with a name. */
    private static Optional<Long> size(Path path) {
        try {
            return Files.isRegularFile(path) ? Optional.of(Files.size(path)) : Optional.empty();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private ParameterException wrong(String message, @Nullable Exception cause) {
        return new ParameterException(requireNonNull(spec).commandLine(), message, cause);
    }
}
