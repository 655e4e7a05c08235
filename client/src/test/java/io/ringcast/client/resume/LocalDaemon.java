package io.ringcast.client.resume;

import io.ringcast.daemon.app.Daemon;
import io.ringcast.daemon.app.DaemonOptions;
import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.config.ConfigLoader;
import io.ringcast.daemon.config.LoadResult;
import io.ringcast.daemon.config.SystemSecrets;
import io.ringcast.daemon.lifecycle.LifecycleException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A daemon in this process, on loopback. */
final class LocalDaemon implements AutoCloseable {

    private final Daemon daemon;

    private LocalDaemon(Daemon daemon) {
        this.daemon = daemon;
    }

    /** Starts one with these tables {@code [source.NAME]}, on a free port. */
    static LocalDaemon of(String sources) {
        return at(0, sources);
    }

    /** The same on this port for HTTP. */
    static LocalDaemon at(int port, String sources) {
        String toml = """
                [daemon]
                http = "127.0.0.1:%d"
                admin = "127.0.0.1:0"
                stop-timeout = "1s"
                memory = "96MiB"
                """.formatted(port) + sources;
        LoadResult result =
                new ConfigLoader(Kinds.urls(), new SystemSecrets(Map.of())).parse(toml, "test.toml", Path.of("."));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new AssertionError("rejected: " + ((LoadResult.Rejected) result).problems() + "\n" + toml);
        }
        Daemon daemon = new Daemon(loaded.configuration(), DaemonOptions.SERVICE, Map.of());
        try {
            daemon.start();
        } catch (LifecycleException e) {
            throw new AssertionError("did not start", e);
        }
        return new LocalDaemon(daemon);
    }

    int port() {
        return daemon.httpAddress().orElseThrow().getPort();
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    URI admin() {
        return URI.create(
                "http://127.0.0.1:" + daemon.adminAddress().orElseThrow().getPort());
    }

    /** Stops it, before its test is over. Idempotent. */
    void stop() {
        try {
            daemon.stop();
        } catch (LifecycleException e) {
            throw new AssertionError("did not stop cleanly", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
