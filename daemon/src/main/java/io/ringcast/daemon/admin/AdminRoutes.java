package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import io.ringcast.daemon.fanout.EndLog;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.metrics.Build;
import io.ringcast.daemon.metrics.DaemonMetrics;
import io.ringcast.daemon.metrics.Scrape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The route table of the admin port.
 *
 * <pre>
 *   /                      a page of status                 /api/v1/sources[/NAME[/ts]]
 *   /metrics               for Prometheus                   /api/v1/listeners?source=&amp;limit=
 *   /health/live           every event loop answers         /api/v1/ends?source=&amp;reason=&amp;limit=
 *   /health/ready          ports bound, memory left         /api/v1/events?source=
 *                                                           /api/v1/build, /api/v1/openapi.json
 *   POST  /api/v1/sources/NAME/switch, restart, clear       POST  /api/v1/listeners/ID/kick
 * </pre>
 *
 * <p>All of it reads but the last line, which a {@link ChangeGuard} guards. The server that serves it must have a {@link
 * io.ringcast.daemon.http.HostGuard}.
 */
public final class AdminRoutes {

    /** What there is, for who asks for something else. */
    static final List<String> PATHS = List.of(
            "/",
            "/metrics",
            "/health/live",
            "/health/ready",
            "/api/v1/sources",
            "/api/v1/sources/{name}",
            "/api/v1/sources/{name}/ts",
            "/api/v1/sources/{name}/switch",
            "/api/v1/sources/{name}/restart",
            "/api/v1/sources/{name}/clear",
            "/api/v1/listeners",
            "/api/v1/listeners/{id}/kick",
            "/api/v1/ends",
            "/api/v1/events",
            "/api/v1/build",
            "/api/v1/openapi.json");

    private static final Duration LOOP_PATIENCE = Duration.ofSeconds(2);

    private final Build build;
    private final DaemonMetrics metrics;
    private final ApiRoutes api;
    private final HealthRoutes health;
    private final ControlRoutes control;
    private final EventRoutes events;
    private final Executor executor;

    /**
     * @param sources those that run now
     * @param listeners those that play now
     * @param ends how the last ones ended
     * @param loops all event loops, each of which must answer
     * @param executor where answers are made; bounded, and may block
     * @param control changes what runs
     * @param events tells what happens; whoever made it closes it
     */
    public AdminRoutes(
            Build build,
            DaemonMetrics metrics,
            SourcesView sources,
            ListenersView listeners,
            EndLog ends,
            ReadinessProbe readiness,
            Iterable<EventExecutor> loops,
            Executor executor,
            ControlRoutes control,
            EventRoutes events) {
        this.build = build;
        this.metrics = metrics;
        this.api = new ApiRoutes(sources, listeners, ends, executor);
        this.health = new HealthRoutes(loops, readiness, LOOP_PATIENCE);
        this.executor = executor;
        this.control = control;
        this.events = events;
    }

    /** The table. */
    public Router router() {
        Router.Builder routes = Router.builder();
        StatusPage.register(routes);
        control.register(routes);
        events.register(routes);
        routes.get("/metrics", new AdminRoute(this::metrics))
                .get("/health/live", new AdminRoute(exchange -> health.live()))
                .get("/health/ready", new AdminRoute(exchange -> health.ready()))
                .get("/api/v1/sources", new AdminRoute(api::sources))
                .get("/api/v1/sources/{name}", new AdminRoute(api::source))
                .get("/api/v1/sources/{name}/ts", new AdminRoute(api::transport))
                .get("/api/v1/listeners", new AdminRoute(api::listeners))
                .get("/api/v1/ends", new AdminRoute(api::ends))
                .get("/api/v1/build", api.build(build))
                .get(
                        "/api/v1/openapi.json",
                        AdminRoute.fixed(Answer.jsonText(HttpResponseStatus.OK, OpenApi.document(build.version()))))
                .fallback(new AdminRoute(AdminRoutes::nothing));
        return routes.build();
    }

    private CompletionStage<Answer> metrics(HttpExchange exchange) {
        String accept = Optional.ofNullable(exchange.headers().get(HttpHeaderNames.ACCEPT))
                .orElse("");
        return CompletableFuture.supplyAsync(
                () -> {
                    Scrape scrape = metrics.scrape(accept);
                    return Answer.of(HttpResponseStatus.OK, scrape.mediaType(), scrape.body());
                },
                executor);
    }

    private static CompletionStage<Answer> nothing(HttpExchange exchange) {
        throw ProblemException.notFound(
                "There is nothing at " + exchange.rawPath() + " (expected: one of known).", PATHS);
    }
}
