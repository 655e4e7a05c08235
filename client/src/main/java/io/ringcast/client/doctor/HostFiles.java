package io.ringcast.client.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The files in which the kernel says how it is set, below a root that tests make up. What is not there, or may not be read, is absent: in
 * containers much of {@code /proc/sys} is hidden.
 */
final class HostFiles {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path root;

    HostFiles(Path root) {
        this.root = root;
    }

    /** The whole text of a file, named by its path from the root, without a slash at its beginning. */
    Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path))) {
            // With room for all of it from the first read on: the files of sysctl give nothing to a second one, and say
            // that they
            // are empty.
            byte[] buffer = new byte[BUFFER_BYTES];
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
            return Optional.of(all.toString(StandardCharsets.UTF_8).strip());
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The number that a file holds; absent also when it holds something else. */
    OptionalLong number(String path) {
        return text(path).map(HostFiles::parse).orElse(OptionalLong.empty());
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** Names of what is in a folder, in order. */
    List<String> names(String path) {
        try (Stream<Path> entries = Files.list(root.resolve(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException hidden) {
            return List.of();
        }
    }

    private static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.decode(text));
        } catch (NumberFormatException other) {
            return OptionalLong.empty();
        }
    }
}
