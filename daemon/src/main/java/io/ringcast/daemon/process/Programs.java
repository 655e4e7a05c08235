package io.ringcast.daemon.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Looks for programs where the system would. Blocks on the file system: not for event loops. */
public final class Programs {

    private static final String PATH = "PATH";

    private Programs() {}

    /** The file that the first word of {@code command} names, if there is one that can be executed. */
    public static Optional<Path> find(ChildCommand command) {
        String name = command.words().get(0);
        try {
            if (name.indexOf('/') >= 0) {
                Path base = command.directory().orElse(Path.of(""));
                return Optional.of(base.resolve(name)).filter(Programs::canRun);
            }
            Map<String, String> own = command.environment();
            String path = own.getOrDefault(PATH, System.getenv().getOrDefault(PATH, ""));
            for (String directory : path.split(File.pathSeparator, -1)) {
                Path file = Path.of(directory.isEmpty() ? "." : directory, name);
                if (canRun(file)) {
                    return Optional.of(file);
                }
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        return Optional.empty();
    }

    private static boolean canRun(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
