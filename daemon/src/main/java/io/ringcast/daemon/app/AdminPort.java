package io.ringcast.daemon.app;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.ringcast.daemon.admin.AdminRoutes;
import io.ringcast.daemon.admin.ChangeGuard;
import io.ringcast.daemon.admin.ControlRoutes;
import io.ringcast.daemon.admin.EventRoutes;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.http.HostGuard;
import io.ringcast.daemon.http.HttpServer;
import io.ringcast.daemon.http.HttpServerSettings;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The admin port: API, metrics and health on a server of their own, guarded against web pages. */
final class AdminPort {

    private static final int MAX_CONNECTIONS = 200;
    private static final int THREADS = 2;
    private static final int QUEUE = 100;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final HttpServer server;
    private final ThreadPoolExecutor executor;
    private final EventRoutes events;
    private volatile boolean ready;

    /** Whether what it is bound to can be reached from this host alone. */
    private volatile boolean onLoopback;

    /**
     * @param host what the admin port is bound to, a name that its clients may use
     * @param token what changes need
     */
    AdminPort(
            Transport transport,
            ChunkPool pool,
            Fanout fanout,
            List<SourceUnit> sources,
            Observation observation,
            Optional<String> host,
            Optional<Secret> token) {
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                new DefaultThreadFactory("ringcast-admin", true));
        executor.allowCoreThreadTimeOut(true);
        List<EventExecutor> loops = new ArrayList<>();
        transport.loops().forEach(loops::add);
        events = new EventRoutes(observation.events(), Clock.systemUTC(), observation.metrics());
        ControlRoutes control = new ControlRoutes(
                () -> sources,
                fanout::kick,
                new ChangeGuard(token, () -> onLoopback, observation.metrics()),
                observation.events());
        AdminRoutes routes = new AdminRoutes(
                observation.build(),
                observation.metrics(),
                () -> sources,
                fanout::snapshots,
                observation.ends(),
                () -> problems(pool),
                loops,
                executor,
                control,
                events);
        server = new HttpServer(
                transport,
                HttpServerSettings.of(Version.product(), MAX_CONNECTIONS),
                routes.router(),
                Optional.of(new HostGuard(host.map(Set::of).orElse(Set.of()))),
                observation.http(),
                Clock.systemUTC());
    }

    InetSocketAddress bind(ListenAddress address) {
        InetSocketAddress bound = server.bind(address);
        onLoopback = bound.getAddress().isLoopbackAddress();
        return bound;
    }

    /** Every port is bound; what is asked from now on is told so. */
    void ready(boolean now) {
        ready = now;
    }

    CompletableFuture<Void> stop() {
        events.close();
        return server.stop(GRACE).whenComplete((stopped, failure) -> executor.shutdown());
    }

    private List<String> problems(ChunkPool pool) {
        if (!ready) {
            return List.of("The ports are not all bound, or the daemon stops.");
        }
        return pool.pressed() ? List.of("Memory is short: nobody new is let in.") : List.of();
    }
}
