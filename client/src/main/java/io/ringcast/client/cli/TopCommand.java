package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringcast top}: sources and listeners of a daemon, drawn anew each second. */
@Command(
        name = "top",
        description = "Shows the sources and listeners of a daemon, live.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "RATES are those of the last 30 pictures, the highest full. Listeners stand in",
            "the order of their lag. Ctrl-C ends it. Into a pipe goes one picture.",
            "",
            "Examples:",
            "  ringcast top",
            "  ringcast top --interval 5s --admin http://127.0.0.1:8001",
            "  ringcast top --once | head -3",
        })
final class TopCommand implements Callable<Integer> {

    /** Alternate screen, no cursor; and back (xterm's control sequences, DECSET 1049 and 25). */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";

    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private static final int PIPE_WIDTH = 400;
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(1);

    private record Answer(List<SourceView> sources, List<ListenerView> listeners) {}

    private final Map<String, String> environment;

    @Mixin
    private final AdminOptions options;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "From one picture to the next (default: 1s).")
    private Duration interval = BETWEEN_SAMPLES;

    @Option(names = "--once", description = "One picture, and no control sequences.")
    private boolean once;

    @Spec
    private @Nullable CommandSpec spec;

    private final TopRates rates = new TopRates();

    TopCommand(Map<String, String> environment, String userAgent) {
        this.environment = environment;
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        RingcastClient client = options.client();
        URI admin = options.uri();
        // An error at once stands on the ordinary screen.
        Answer first = ask(client, admin);
        if (options.json()) {
            out.println(Json.write(first.sources()));
        } else if (once || !Terminal.isStandardOutput()) {
            // A rate needs two answers.
            Thread.sleep(BETWEEN_SAMPLES.toMillis());
            draw(admin, ask(client, admin), PIPE_WIDTH, Integer.MAX_VALUE).forEach(out::println);
        } else {
            live(client, admin, first, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void live(RingcastClient client, URI admin, Answer first, PrintWriter out)
            throws IOException, InterruptedException {
        // Also after Ctrl-C, which ends the process while the main thread sleeps.
        Thread restore = new Thread(() -> leave(out), "restore-terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        out.print(ENTER);
        try {
            Answer answer = first;
            while (!out.checkError()) {
                show(draw(admin, answer, Terminal.width(environment), Terminal.height(environment)), out);
                Thread.sleep(interval.toMillis());
                try {
                    answer = ask(client, admin);
                } catch (UnavailableException e) {
                    // It may be starting anew.
                    show(List.of(Table.printable(String.valueOf(e.getMessage())), "", "It is asked again."), out);
                    Thread.sleep(interval.toMillis());
                }
            }
        } finally {
            if (removed(restore)) {
                leave(out);
            }
        }
    }

    private Answer ask(RingcastClient client, URI admin) throws IOException, InterruptedException {
        List<SourceView> sources = client.sources(admin);
        rates.add(sources, System.nanoTime());
        return new Answer(sources, client.listeners(admin));
    }

    private List<String> draw(URI admin, Answer answer, int width, int height) {
        return TopFrame.draw(admin.getAuthority(), answer.sources(), answer.listeners(), rates.rates(), width, height);
    }

    private static void show(List<String> lines, PrintWriter out) {
        out.print(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN);
        out.flush();
    }

    private static void leave(PrintWriter out) {
        out.print(LEAVE);
        out.flush();
    }

    private static boolean removed(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            return false;
        }
    }
}
