package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.SinkException;
import io.ringcast.client.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast play}: a stream in a player, which is fed on its standard input and so never notices a cut. */
@Command(
        name = "play",
        description = "Plays a stream through ffplay or mpv, and resumes by itself.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exits as the player does when that ends first; 69 when there is no player, or",
            "the stream cannot be had.",
            "",
            "Example:",
            "  ringcast play http://localhost:8000/card",
        })
final class PlayCommand implements Callable<Integer> {

    /** Players that read a stream from their standard input, the first that is there is taken. */
    private static final Map<String, List<String>> ARGUMENTS = Map.of(
            "ffplay", List.of("-hide_banner", "-loglevel", "warning", "-autoexit", "-i", "-"),
            "mpv", List.of("--really-quiet", "--no-terminal", "-"));

    private static final List<String> PLAYERS = List.of("ffplay", "mpv");

    private final Map<String, String> environment;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            arity = "1..*",
            description =
                    "tcp://host:port, http://host:port/NAME or https://…; several of one stream for when one breaks.")
    private final List<URI> urls = new ArrayList<>();

    @Option(
            names = "--player",
            paramLabel = "NAME",
            description = "ffplay or mpv; the first that is there when absent.")
    private @Nullable String player;

    @Mixin
    private final ListenOptions options = new ListenOptions();

    PlayCommand(Map<String, String> environment, String userAgent) {
        this.environment = environment;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        Process process = start();
        CompletableFuture<Void> listening = listening(process);
        try {
            CompletableFuture.anyOf(process.onExit(), listening).get();
        } catch (ExecutionException e) {
            process.destroy();
            throw cause(e);
        }
        // When it has ended, what the player has in its cache is played to the end; and when the player has, nobody
        // listens.
        return process.waitFor();
    }

    /** Feeds the player on a thread of its own, so that nobody waits for a stream that is silent when the player was closed. */
    private CompletableFuture<Void> listening(Process process) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> feed(process, done), "ringcast-play");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private void feed(Process process, CompletableFuture<Void> done) {
        try (OutputStream pipe = process.getOutputStream()) {
            listen(pipe);
            done.complete(null);
        } catch (IOException e) {
            boolean closed = e instanceof SinkException sink && ListenCommand.isClosedPipe(sink);
            if (closed || !process.isAlive()) {
                // The player was closed.
                done.complete(null);
            } else {
                done.completeExceptionally(e);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done.completeExceptionally(e);
        }
    }

    private Exception cause(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException wrong) {
            return new ParameterException(requireNonNull(spec).commandLine(), wrong.getMessage(), wrong);
        }
        return cause instanceof Exception failure ? failure : e;
    }

    private Process start() throws IOException {
        if (player != null && !PLAYERS.contains(player)) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "--player: " + player + " (expected: one of " + PLAYERS + ")");
        }
        for (String name : player == null ? PLAYERS : List.of(player)) {
            Optional<Path> found = find(name);
            if (found.isPresent()) {
                List<String> command = new ArrayList<>();
                command.add(found.get().toString());
                command.addAll(requireNonNull(ARGUMENTS.get(name)));
                return new ProcessBuilder(command)
                        .redirectOutput(Redirect.INHERIT)
                        .redirectError(Redirect.INHERIT)
                        .start();
            }
        }
        throw new UnavailableException(
                "no player: " + (player == null ? "neither ffplay nor mpv" : "no " + player)
                        + " in PATH (expected: one of them; install ffmpeg or mpv, or pipe ringcast listen into another player)");
    }

    private void listen(OutputStream pipe) throws IOException, InterruptedException {
        RingcastClient client = options.client(userAgent);
        PrintWriter err = requireNonNull(spec).commandLine().getErr();
        // The player has the terminal.
        ProgressLine line = ProgressLine.withoutTerminal(err, options.progress(), System.nanoTime());
        boolean events = !options.progress().quiet();
        try (ListenReport report = new ListenReport(err, events, line, ListenOptions.lag(client), Optional.empty())) {
            if (urls.size() == 1 && !RingcastClient.isHttp(urls.get(0))) {
                client.listen(urls.get(0), pipe, report);
            } else {
                client.listen(options.plan(urls, Optional.empty(), Optional.empty()), pipe, report);
            }
        }
    }

    private Optional<Path> find(String name) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            try {
                Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return Optional.of(candidate);
                }
            } catch (InvalidPathException notHere) {
                // Not a folder of this system.
            }
        }
        return Optional.empty();
    }
}
