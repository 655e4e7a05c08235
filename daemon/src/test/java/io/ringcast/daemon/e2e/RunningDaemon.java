package io.ringcast.daemon.e2e;

import io.netty.handler.codec.http.HttpMethod;
import io.ringcast.daemon.app.Daemon;
import io.ringcast.daemon.app.DaemonOptions;
import io.ringcast.daemon.app.Insides;
import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.app.SourceUnit;
import io.ringcast.daemon.config.ConfigLoader;
import io.ringcast.daemon.config.LoadResult;
import io.ringcast.daemon.config.SystemSecrets;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.lifecycle.LifecycleException;
import io.ringcast.daemon.output.tcp.TcpOutput;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.testing.Leaks;
import io.ringcast.daemon.transport.LoopUse;
import io.ringcast.daemon.transport.TransportKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A daemon in this process, on free ports of loopback. {@link #close()} stops it and fails when a chunk or a buffer has not come back.
 */
final class RunningDaemon implements AutoCloseable {

    private final Daemon daemon;

    private RunningDaemon(Daemon daemon) {
        this.daemon = daemon;
    }

    /** Starts one with these tables {@code [source.NAME]}; outputs with port 0 get free ones. */
    static RunningDaemon of(String sources) {
        return start("", sources);
    }

    /** The same over a given transport. */
    static RunningDaemon over(TransportKind transport, String sources) {
        return start("transport = \"" + transport.name().toLowerCase(Locale.ROOT) + "\"", sources);
    }

    /** Starts one with further keys of {@code [daemon]}, one in a line. */
    static RunningDaemon start(String keys, String sources) {
        String memory = keys.contains("memory") ? "" : "memory = \"64MiB\"\n";
        String http = keys.contains("http =") ? "" : "http = \"127.0.0.1:0\"\n";
        String admin = keys.contains("admin =") ? "" : "admin = \"127.0.0.1:0\"\n";
        String toml = "[daemon]\n" + http + "stop-timeout = \"2s\"\n" + admin + memory + keys + "\n" + sources;
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
        return new RunningDaemon(daemon);
    }

    /** The port of a source's first TCP output. */
    int tcpPort(String source) {
        return tcpPort(source, 0);
    }

    /** The port of one of a source's TCP outputs. */
    int tcpPort(String source, int index) {
        return unit(source).outputs().stream()
                .filter(TcpOutput.class::isInstance)
                .map(output -> ((TcpOutput) output).port())
                .toList()
                .get(index);
    }

    int httpPort() {
        return daemon.httpAddress().orElseThrow().getPort();
    }

    int httpsPort() {
        return daemon.httpsAddress().orElseThrow().getPort();
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + httpPort() + path);
    }

    URI admin(String path) {
        return URI.create(
                "http://127.0.0.1:" + daemon.adminAddress().orElseThrow().getPort() + path);
    }

    /** Every path that GET is answered on. */
    Set<String> paths() {
        return Insides.paths(daemon, HttpMethod.GET);
    }

    /** All sources. */
    List<SourceUnit> units() {
        return daemon.sources();
    }

    /** What the admin port shows under {@code name}, which has no labels. */
    long metric(String name) {
        return scrape().filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The sum of what the admin port shows under {@code name} with {@code label} among its labels, {@code key="value"}. */
    long metrics(String name, String label) {
        return scrape().filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private java.util.stream.Stream<String> scrape() {
        InetSocketAddress admin = daemon.adminAddress().orElseThrow();
        try (InputStream in = URI.create("http://127.0.0.1:" + admin.getPort() + "/metrics")
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SourceUnit unit(String source) {
        return daemon.sources().stream()
                .filter(unit -> unit.config().name().equals(source))
                .findFirst()
                .orElseThrow();
    }

    SourceSnapshot status(String source) {
        return unit(source).status();
    }

    /** Offset behind the newest byte of a source. */
    long head(String source) {
        return unit(source).stream().ring().head();
    }

    /** Listeners of a source that play now, over all its outputs. */
    int listeners(String source) {
        return accounts(source).stream().mapToInt(OutputAccount::listeners).sum();
    }

    /** The records of those who left, newest first. */
    List<ListenerEnd> ends() {
        return Insides.ends(daemon);
    }

    /** What each event loop has to do. */
    List<LoopUse> loops() {
        return Insides.loops(daemon);
    }

    ChunkPool memory() {
        return Insides.memory(daemon);
    }

    /** Stops it while its listeners are still there; {@link #close()} then only looks whether all came back. */
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
        ChunkPool pool = memory();
        if (pool.heldBytes() != 0 || pool.inFlightBytes() != 0) {
            throw new AssertionError("chunks leaked: held " + pool.heldBytes() + ", in flight " + pool.inFlightBytes());
        }
        // What a loop of io_uring still had in the kernel comes back a moment after its channel has closed.
        Leaks.awaitNone();
    }

    private List<OutputAccount> accounts(String source) {
        return unit(source).outputs().stream().map(output -> output.account()).toList();
    }
}
