package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/recipes.md} says behind a comment {@code RecipesTest: NAME}: the fenced blocks that follow with nothing between them.
 *
 * @param configuration the lines of its TOML
 * @param commands the lines of all other blocks
 */
record Recipe(String configuration, List<String> commands) {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern MARK = Pattern.compile("<!-- RecipesTest: (\\w+) -->");
    private static final String FENCE = "```";
    private static final String DAEMON = "[daemon]\n";

    /** All that are marked, by name. */
    static Map<String, Recipe> all() {
        Map<String, Recipe> all = new LinkedHashMap<>();
        StringBuilder configuration = new StringBuilder();
        List<String> commands = new ArrayList<>();
        String name = "";
        String block = "";
        for (String line : page()) {
            Matcher mark = MARK.matcher(line);
            if (!block.isEmpty()) {
                if (line.equals(FENCE)) {
                    block = "";
                } else if (block.equals("toml")) {
                    configuration.append(line).append('\n');
                } else if (!line.isBlank()) {
                    commands.add(line);
                }
            } else if (line.startsWith(FENCE) && !name.isEmpty()) {
                block = line.equals(FENCE) ? "sh" : line.substring(FENCE.length());
            } else if (!line.isBlank() && !name.isEmpty()) {
                all.put(name, new Recipe(configuration.toString(), List.copyOf(commands)));
                name = "";
            }
            if (mark.matches()) {
                name = requireNonNull(mark.group(1));
                configuration.setLength(0);
                commands.clear();
            }
        }
        return all;
    }

    /** Another place for one that the page names. */
    Recipe with(String written, Object here) {
        String place = here.toString();
        return new Recipe(
                configuration.replace(written, place),
                commands.stream().map(line -> line.replace(written, place)).toList());
    }

    /** Runs its configuration. */
    RunningDaemon start() {
        String memory = "memory = \"512MiB\"\n";
        int sources = configuration.indexOf("[source.");
        return configuration.startsWith(DAEMON)
                ? RunningDaemon.start(
                        memory + configuration.substring(DAEMON.length(), sources), configuration.substring(sources))
                : RunningDaemon.start(memory, configuration);
    }

    /** The same with commands that ask {@code daemon}. */
    Recipe at(RunningDaemon daemon) {
        return with("localhost:8000", "127.0.0.1:" + daemon.httpPort())
                .with("localhost:8001", daemon.admin("").getAuthority());
    }

    /** Starts one of its commands in {@code dir}. */
    Tool command(int index, Path dir) {
        return Tool.start("bash", "-c", "cd '" + dir + "'; " + commands.get(index));
    }

    /** Runs one of its commands in {@code dir} to its end. */
    Tool.Result run(int index, Path dir) {
        try (Tool tool = command(index, dir)) {
            return tool.await(LIMIT);
        }
    }

    private static List<String> page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/recipes.md"))) {
            folder = requireNonNull(folder.getParent(), "no docs/recipes.md above this module");
        }
        try {
            return Files.readAllLines(folder.resolve("docs/recipes.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
