package io.ringcast.daemon.app;

import io.ringcast.daemon.config.AddressDisplay;
import io.ringcast.daemon.config.DaemonConfig;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.lifecycle.Part;
import io.ringcast.daemon.metrics.AccessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes the access log that is configured, and the part that opens and closes it. */
final class AccessLogs {

    private AccessLogs() {}

    static Optional<AccessLog> of(DaemonConfig config) {
        boolean truncated = config.accessLogAddresses() == AddressDisplay.TRUNCATED;
        return config.accessLog().map(file -> new AccessLog(file, truncated, ZoneId.systemDefault()));
    }

    static Part part(AccessLog log, DaemonConfig config, Duration limit) {
        return new Part(
                "access log",
                () -> start(log, config.accessLog()),
                () -> {
                    log.close();
                    return CompletableFuture.completedFuture(null);
                },
                limit);
    }

    private static void start(AccessLog log, Optional<Path> file) {
        try {
            log.start();
        } catch (IOException e) {
            throw new InvalidValueException(
                    "access-log: " + file.map(Path::toString).orElse(""),
                    "a file that this user can write to; the system says " + e);
        }
    }
}
