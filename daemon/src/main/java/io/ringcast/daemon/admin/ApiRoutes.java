package io.ringcast.daemon.admin;

import io.ringcast.daemon.fanout.EndLog;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.metrics.Build;
import io.ringcast.daemon.metrics.ObservedSource;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.ListenerView;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** The reading part of the API: sources, listeners, ends, build. */
final class ApiRoutes {

    /** What a list holds at most when the client names no limit of its own. */
    static final int USUAL_LIMIT = 1000;

    /** The largest limit that a client may name. */
    static final int MAX_LIMIT = 100_000;

    /** End records that are looked through for those that fit a filter. */
    private static final int ENDS_SEARCHED = Integer.MAX_VALUE;

    private static final List<String> REASONS =
            Arrays.stream(EndReason.values()).map(EndReason::word).toList();

    private final SourcesView sources;
    private final ListenersView listeners;
    private final EndLog ends;
    private final Executor executor;

    ApiRoutes(SourcesView sources, ListenersView listeners, EndLog ends, Executor executor) {
        this.sources = sources;
        this.listeners = listeners;
        this.ends = ends;
        this.executor = executor;
    }

    CompletionStage<Answer> sources(HttpExchange exchange) {
        return CompletableFuture.supplyAsync(
                () -> Answer.json(sources.all().stream().map(Views::source).toList()), executor);
    }

    CompletionStage<Answer> source(HttpExchange exchange) {
        String name = exchange.pathParameter("name");
        return CompletableFuture.supplyAsync(() -> Answer.json(Views.source(require(name))), executor);
    }

    CompletionStage<Answer> transport(HttpExchange exchange) {
        String name = exchange.pathParameter("name");
        return CompletableFuture.supplyAsync(
                () -> require(name)
                        .transport()
                        .map(transport -> Answer.json(transport.report()))
                        .orElseThrow(() -> ProblemException.notFound(
                                "Nothing is known of the MPEG-TS of source \"" + name
                                        + "\" (expected: a source of that format, a second after its first byte).",
                                List.of())),
                executor);
    }

    CompletionStage<Answer> listeners(HttpExchange exchange) {
        Optional<String> source = filter(exchange, "source");
        int limit = limit(exchange);
        source.ifPresent(this::requireKnown);
        return listeners.snapshots().thenApplyAsync(all -> listeners(all, source, limit), executor);
    }

    CompletionStage<Answer> ends(HttpExchange exchange) {
        Optional<String> source = filter(exchange, "source");
        Optional<String> reason = filter(exchange, "reason");
        int limit = limit(exchange);
        if (reason.isPresent() && !REASONS.contains(reason.get())) {
            throw ProblemException.badRequest(
                    "There is no reason \"" + reason.get() + "\" (expected: one of known).", REASONS);
        }
        return CompletableFuture.supplyAsync(() -> ends(source, reason, limit), executor);
    }

    AdminRoute build(Build build) {
        return AdminRoute.fixed(Answer.json(Views.build(build)));
    }

    private static Answer listeners(List<ListenerSnapshot> all, Optional<String> source, int limit) {
        List<ListenerView> views = all.stream()
                .filter(listener ->
                        source.map(listener.account().source()::equals).orElse(true))
                .sorted(Comparator.comparingLong(ListenerSnapshot::id))
                .limit(limit)
                .map(Views::listener)
                .toList();
        return Answer.json(views);
    }

    private Answer ends(Optional<String> source, Optional<String> reason, int limit) {
        Predicate<ListenerEnd> fits =
                end -> source.map(end.listener().account().source()::equals).orElse(true)
                        && reason.map(end.reason().word()::equals).orElse(true);
        List<EndView> views = ends.newest(ENDS_SEARCHED).stream()
                .filter(fits)
                .limit(limit)
                .map(Views::end)
                .toList();
        // Listeners of a source that is gone may have left their records.
        if (views.isEmpty()) {
            source.ifPresent(this::requireKnown);
        }
        return Answer.json(views);
    }

    private ObservedSource require(String name) {
        Optional<? extends ObservedSource> found = sources.find(name);
        return found.orElseThrow(() -> ProblemException.notFound(noSource(name), names()));
    }

    /** A filter that can fit nothing is a mistake in the request, not an empty list. */
    private void requireKnown(String name) {
        if (sources.find(name).isEmpty()) {
            throw ProblemException.badRequest(noSource(name), names());
        }
    }

    private List<String> names() {
        return sources.all().stream()
                .map(ObservedSource::stream)
                .map(Stream::name)
                .toList();
    }

    private static String noSource(String name) {
        return "There is no source \"" + name + "\" (expected: one of known).";
    }

    /** What the list is narrowed to; a filter without a value narrows nothing. */
    private static Optional<String> filter(HttpExchange exchange, String name) {
        return exchange.query(name).filter(value -> !value.isEmpty());
    }

    private static int limit(HttpExchange exchange) {
        String text = exchange.query("limit").orElse(Integer.toString(USUAL_LIMIT));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw ProblemException.badRequest("limit: \"" + text + "\" (expected: 1 to " + MAX_LIMIT + ").", List.of());
    }
}
