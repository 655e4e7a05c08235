package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.config.ConfigLoader;
import io.ringcast.daemon.config.Configuration;
import io.ringcast.daemon.config.LoadResult;
import io.ringcast.daemon.config.SystemSecrets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** Loads a configuration file and prints all that is wrong with it. */
final class ConfigFile {

    private ConfigFile() {}

    /** The configuration, or empty when problems were printed. */
    static Optional<Configuration> load(Path file, PrintWriter err) {
        LoadResult result = new ConfigLoader(Kinds.urls(), new SystemSecrets(System.getenv())).load(file);
        if (result instanceof LoadResult.Loaded loaded) {
            loaded.warnings().forEach(warning -> err.println("warning: " + warning));
            return Optional.of(loaded.configuration());
        }
        ((LoadResult.Rejected) result).problems().forEach(err::println);
        return Optional.empty();
    }
}
