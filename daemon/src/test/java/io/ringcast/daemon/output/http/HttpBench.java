package io.ringcast.daemon.output.http;

import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.http.HttpServer;
import io.ringcast.daemon.http.HttpServerObserver;
import io.ringcast.daemon.http.HttpServerSettings;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.HeldMemory;
import io.ringcast.daemon.output.ListenerAccess;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.testing.Bench;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.TransportKind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A real HTTP server whose one stream, {@code /test}, the test writes. */
final class HttpBench implements AutoCloseable {

    static final int MIB = 1 << 20;

    /** From the oldest byte on, so that a test knows what it gets. */
    static final ListenerRequest.Terms OLDEST = new ListenerRequest.Terms(
            new JoinSpec.Oldest(), Duration.ofSeconds(20), Policy.AUTO, Duration.ofSeconds(30), Duration.ofMillis(50));

    final Bench bench;
    final StreamRoute route;
    final HeldMemory held;
    final OutputAccount account = new OutputAccount("test", "http", "http");

    private final HttpServer server;
    private final int port;

    HttpBench(TransportKind kind) {
        this(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB), OLDEST);
    }

    HttpBench(TransportKind kind, long memory, RingLimit limit, ListenerRequest.Terms terms) {
        bench = new Bench(kind, memory, limit);
        route = new StreamRoute(
                bench.fanout, new ListenerAccess(bench.fanout, Clock.systemUTC()), "ringcast-0123456789abcdef");
        route.add(new HttpOutput(
                bench.splice.stream(), account, terms, new HttpOutput.Station("Käse & Brot", "About bread", "")));
        Router.Builder router = Router.builder();
        route.register(router);
        held = new HeldMemory(memory / 8);
        new SnapshotRoute(bench.fanout, route, held).register(router);
        server = new HttpServer(
                bench.transport,
                HttpServerSettings.of("Ringcast/test", 100),
                router.build(),
                Optional.empty(),
                HttpServerObserver.NONE,
                Clock.systemUTC());
        port = server.bind(ListenAddress.parse("127.0.0.1:0")).getPort();
    }

    HttpPeer connect() throws IOException {
        return HttpPeer.connect(port);
    }

    /** A client for which the kernel takes little while it does not read. */
    HttpPeer connectWithSmallBuffer() throws IOException {
        return HttpPeer.connect(port, 8192);
    }

    Stream stream() {
        return bench.splice.stream();
    }

    /** The entity tag of what is live now. */
    String entityTag() {
        return stream().epoch().orElseThrow().epoch().entityTag();
    }

    @Override
    public void close() {
        server.close();
        bench.close();
    }
}
