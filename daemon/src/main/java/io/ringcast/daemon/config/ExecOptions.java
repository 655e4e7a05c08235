package io.ringcast.daemon.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The options of what is a child process: inputs and outputs that are written {@code { exec = [...] }}. */
public final class ExecOptions {

    /** The command. */
    public static final Option<List<String>> EXEC = Option.words(
                    "exec", "The program and its arguments, each a text; no shell reads them.")
            .mandatory();

    /** Variables. */
    public static final Option<Map<String, Secret>> ENVIRONMENT = Option.variables(
            "environment",
            "Environment variables besides those of the daemon; here a secret is not seen by other users.");

    /** Where it runs. */
    public static final Option<Optional<String>> DIRECTORY =
            Option.text("directory", "Where the program runs, an absolute path; else where the daemon does.");

    /** How long it may take to end. */
    public static final Option<Duration> GRACE = Option.duration(
                    "grace", "3s", "How long it may take to end after SIGTERM, before SIGKILL.")
            .between("0s", "5m");

    private ExecOptions() {}

    /** What is wrong with them together, for {@link UrlKind.Builder#check}. */
    public static Optional<String> problem(Url url, Settings settings) {
        if (!settings.isGiven(EXEC)) {
            return Optional.empty();
        }
        return wordsProblem("exec", settings.get(EXEC))
                .or(() -> settings.get(DIRECTORY).flatMap(ExecOptions::directoryProblem));
    }

    /** The variables, revealed. */
    public static Map<String, String> revealed(Map<String, Secret> variables) {
        return variables.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, variable -> variable.getValue().reveal()));
    }

    static Optional<String> wordsProblem(String key, List<String> words) {
        String program = words.isEmpty() ? "" : words.get(0);
        return program.isBlank() || program.startsWith("-")
                ? Optional.of(key + ": \"" + program
                        + "\" as the first word (expected: a program, such as [\"ffmpeg\", \"-i\", \"…\"])")
                : Optional.empty();
    }

    private static Optional<String> directoryProblem(String directory) {
        try {
            if (Path.of(directory).isAbsolute()) {
                return Optional.empty();
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        return Optional.of("directory: \"" + directory + "\" (expected: an absolute path)");
    }
}
