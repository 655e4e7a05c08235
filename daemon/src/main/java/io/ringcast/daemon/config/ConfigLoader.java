package io.ringcast.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlVersion;

/**
 * Loads a configuration from TOML: reads everything, then reports everything that is wrong, each with its line and column. It never
 * throws because of what a file holds.
 */
public final class ConfigLoader {

    private static final int LARGEST_FILE = 4 * 1024 * 1024;
    private static final int DEEPEST = 16;

    private static final TomlParseOptions TOML = TomlParseOptions.defaults()
            .withVersion(TomlVersion.V1_1_0)
            .withMaxNestingDepth(DEEPEST)
            .withoutSource();

    private final UrlKinds kinds;
    private final SecretStore secrets;

    /**
     * A loader.
     *
     * @param kinds the inputs and outputs there are
     * @param secrets where secrets lie that do not stand in the file
     */
    public ConfigLoader(UrlKinds kinds, SecretStore secrets) {
        this.kinds = kinds;
        this.secrets = secrets;
    }

    /** Loads {@code file}; relative paths in it start from its directory. */
    public LoadResult load(Path file) {
        Report report = new Report();
        String name = file.toString();
        Path parent = file.toAbsolutePath().getParent();
        String text = read(file, new Origin.At(name, 0, 0), report);
        return report.hasProblems()
                ? report.result(() -> new Configuration(DaemonConfig.DEFAULT, List.of()))
                : parse(text, name, parent == null ? file.toAbsolutePath() : parent);
    }

    /**
     * Loads a configuration that was read already.
     *
     * @param text TOML
     * @param name what problems call it
     * @param base the directory that relative paths start from
     */
    public LoadResult parse(String text, String name, Path base) {
        Report report = new Report();
        ReadContext context = new ReadContext("", name, base, kinds, secrets, report);
        return new DocumentReader(context).read(Toml.parse(text, TOML));
    }

    private static String read(Path file, Origin.At whole, Report report) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                report.problem(whole, "larger than " + new DataSize(LARGEST_FILE) + " (expected: a configuration)");
                return "";
            }
            return decode(bytes, whole, report);
        } catch (IOException e) {
            report.problem(
                    whole,
                    "cannot be read, " + e.getClass().getSimpleName() + " (expected: a file that this user can read)");
            return "";
        }
    }

    /** TOML is UTF-8 and nothing else; a byte order mark before it is no part of it. */
    private static String decode(byte[] bytes, Origin.At whole, Report report) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            int column = text.length() - text.lastIndexOf('\n');
            report.problem(
                    new Origin.At(whole.file(), line, column),
                    "a byte that is not UTF-8 (expected: UTF-8; save the file in that encoding)");
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
