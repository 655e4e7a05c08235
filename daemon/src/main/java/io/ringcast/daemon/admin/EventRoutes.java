package io.ringcast.daemon.admin;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.metrics.DaemonMetrics;
import io.ringcast.daemon.metrics.DaemonMetrics.RefusalCounter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * {@code GET /api/v1/events}: what happens, as server-sent events. Each answer takes its connection over and belongs to that one's event
 * loop from then on ({@link EventFollower}); so many at one time.
 */
public final class EventRoutes implements HttpRoute, AutoCloseable {

    /** Answers at one time. */
    static final int MAX_FOLLOWERS = 32;

    private final EventLog log;
    private final InstantSource clock;
    private final LongConsumer missed;
    private final RefusalCounter refused;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    public EventRoutes(EventReporter events, InstantSource clock, DaemonMetrics metrics) {
        this.log = events.log();
        this.clock = clock;
        this.missed = metrics.missedEvents();
        this.refused = metrics.refusals("admin-events");
    }

    void register(Router.Builder routes) {
        routes.get("/api/v1/events", this, Router.Ability.HEAD);
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                // What stands between must not collect events.
                .set("X-Accel-Buffering", "no");
        if (exchange.method().equals(HttpMethod.HEAD)) {
            exchange.respond(HttpResponseStatus.OK, headers);
            return;
        }
        if (open.incrementAndGet() > MAX_FOLLOWERS) {
            open.decrementAndGet();
            refused.increment();
            Answer answer = Answer.problem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    MAX_FOLLOWERS + " follow events already (expected: fewer; close one of them).",
                    List.of());
            exchange.respond(answer.status(), answer.mediaType(), answer.body(), answer.headers());
            return;
        }
        String last = exchange.headers().get("Last-Event-ID", "");
        Optional<String> source = exchange.query("source").filter(name -> !name.isEmpty());
        Channel channel = exchange.takeOver(HttpResponseStatus.OK, headers);
        channels.add(channel);
        channel.closeFuture().addListener(closed -> {
            channels.remove(channel);
            open.decrementAndGet();
        });
        long next = last.isEmpty() ? log.head() : log.behind(last);
        new EventFollower(log, channel, next, source, missed, clock).begin();
    }

    /** Ends all answers. Any thread. */
    @Override
    public void close() {
        channels.forEach(Channel::close);
    }
}
