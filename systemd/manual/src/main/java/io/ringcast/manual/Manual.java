package io.ringcast.manual;

import io.ringcast.manual.ManualPage.Book;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/**
 * Writes what a system knows of the commands besides the programs themselves, in the layout of {@code /usr/share}: a man page for each
 * command and subcommand, and completion. Run by the build of the package; the same declarations give the same bytes.
 */
public final class Manual {

    /** Of the launchers, which are scripts. */
    private static final Map<String, String> LAUNCHER = Map.of(
            "JAVA_HOME", "The Java to run on, 17 or newer; otherwise the java of PATH.",
            "RINGCAST_JAVA_OPTS", "More options for Java, above the ones that are chosen for it.");

    private final Path share;

    private Manual(Path share) {
        this.share = share;
    }

    /**
     * Writes everything.
     *
     * @param arguments the folder, the version, and the time of the release in ISO 8601
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException(
                    "arguments: " + arguments.length + " (expected: FOLDER VERSION TIME-OF-RELEASE)");
        }
        new Manual(Path.of(arguments[0])).write(arguments[1], arguments[2].substring(0, "2026-11-21".length()));
    }

    private void write(String version, String date) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(io.ringcast.client.cli.Main.ENVIRONMENT);
        environment.putAll(sorted(LAUNCHER));
        CommandLine client = io.ringcast.client.cli.Main.model();
        CommandLine daemon = io.ringcast.daemon.cli.Main.commandLine();
        program(client, new Book("1", date, version, environment, List.of("ringcastd(8)")));
        program(daemon, new Book("8", date, version, sorted(LAUNCHER), List.of("ringcast(1)")));
    }

    private void program(CommandLine program, Book book) throws IOException {
        String name = program.getCommandName();
        page(program, book);
        for (CommandLine sub : ManualPage.shown(program)) {
            page(sub, book);
        }
        text("bash-completion/completions/" + name, Completion.bash(program));
        text("zsh/vendor-completions/_" + name, Completion.zsh(program));
    }

    private void page(CommandLine command, Book book) throws IOException {
        page(ManualPage.name(command), ManualPage.of(command, book), book);
        for (String alias : command.getCommandSpec().aliases()) {
            String other = ManualPage.path(ManualPage.name(command), book);
            page(command.getParent().getCommandName() + "-" + alias, ".so " + other + "\n", book);
        }
    }

    private void page(String name, String roff, Book book) throws IOException {
        Path file = inFolder("man/" + ManualPage.path(name, book) + ".gz");
        try (OutputStream out = new SmallGzip(Files.newOutputStream(file))) {
            out.write(roff.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void text(String file, String text) throws IOException {
        Files.writeString(inFolder(file), text, StandardCharsets.UTF_8);
    }

    private Path inFolder(String file) throws IOException {
        Path path = share.resolve(file);
        Files.createDirectories(path.getParent());
        return path;
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }

    /** What {@code gzip -9n} makes: neither a name nor a time. */
    private static final class SmallGzip extends GZIPOutputStream {
        SmallGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
