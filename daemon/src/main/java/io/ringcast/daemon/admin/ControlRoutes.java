package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.source.SwitchOutcome;
import io.ringcast.protocol.api.ControlView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import io.ringcast.protocol.api.KickView;
import io.ringcast.protocol.api.SwitchRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changing part of the API: switch, restart and clear a source, kick a listener. Each passes the {@link ChangeGuard}, happens on the
 * event loop that owns what is changed, and is told in the log and to those who follow events. What cannot be done is a 409, and nothing
 * was changed.
 */
public final class ControlRoutes {

    private static final Logger log = LoggerFactory.getLogger(ControlRoutes.class);

    /** How long a switch is waited for before its sender is told to look later. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String DONE = "done";

    private final Supplier<? extends List<? extends SourceControl>> sources;
    private final ListenerControl listeners;
    private final ChangeGuard guard;
    private final EventReporter events;

    /** @param sources those that run now */
    public ControlRoutes(
            Supplier<? extends List<? extends SourceControl>> sources,
            ListenerControl listeners,
            ChangeGuard guard,
            EventReporter events) {
        this.sources = sources;
        this.listeners = listeners;
        this.guard = guard;
        this.events = events;
    }

    void register(Router.Builder routes) {
        routes.post("/api/v1/sources/{name}/switch", new AdminRoute(this::switchInput))
                .post("/api/v1/sources/{name}/restart", new AdminRoute(this::restart))
                .post("/api/v1/sources/{name}/clear", new AdminRoute(this::clear))
                .post("/api/v1/listeners/{id}/kick", new AdminRoute(this::kick));
    }

    private CompletionStage<Answer> switchInput(HttpExchange exchange) {
        guard.check(exchange);
        SourceControl source = source(exchange);
        int input = input(exchange);
        return change(
                exchange,
                source,
                "switch",
                source.switchTo(input)
                        .thenApply(outcome -> switched(source, input, outcome))
                        .completeOnTimeout(
                                new ControlView(
                                        name(source),
                                        "switch",
                                        "pending",
                                        "input " + input + " has not delivered yet; it takes over as soon as it does"),
                                PATIENCE.toNanos(),
                                TimeUnit.NANOSECONDS));
    }

    private CompletionStage<Answer> restart(HttpExchange exchange) {
        guard.check(exchange);
        SourceControl source = source(exchange);
        return change(exchange, source, "restart", source.restart().thenApply(restarted -> {
            if (!restarted) {
                throw conflict(notRestarted(source.status().state()), List.of());
            }
            return new ControlView(
                    name(source), "restart", DONE, "begins again with its first input; listeners stay connected");
        }));
    }

    private CompletionStage<Answer> clear(HttpExchange exchange) {
        guard.check(exchange);
        SourceControl source = source(exchange);
        return change(
                exchange,
                source,
                "clear",
                source.clear()
                        .thenApply(bytes -> new ControlView(
                                name(source),
                                "clear",
                                bytes == 0 ? "unchanged" : DONE,
                                bytes == 0
                                        ? "its ring was empty"
                                        : "forgot " + bytes + " bytes; who comes now starts with what comes")));
    }

    private CompletionStage<Answer> kick(HttpExchange exchange) {
        guard.check(exchange);
        long id = listenerId(exchange.pathParameter("id"));
        String by = remote(exchange);
        return listeners.kick(id, by).thenApply(kicked -> {
            ListenerSnapshot listener = kicked.orElseThrow(() -> ProblemException.notFound(
                    "There is no listener " + id + " (expected: the id of one that /api/v1/listeners shows).",
                    List.of()));
            String source = listener.account().source();
            String detail = "listener " + id + " (" + listener.remote() + ") was ended";
            done(source, "kick", by, DONE, detail);
            return Answer.json(new KickView(Views.listener(listener), detail));
        });
    }

    /** Tells log and events what came of it, whatever it was. */
    private CompletionStage<Answer> change(
            HttpExchange exchange, SourceControl source, String action, CompletableFuture<ControlView> result) {
        String by = remote(exchange);
        return result.handle((view, error) -> {
                    if (error == null) {
                        done(view.source(), action, by, view.outcome(), view.detail());
                    } else {
                        Throwable cause = error.getCause() == null ? error : error.getCause();
                        done(name(source), action, by, "failed", String.valueOf(cause.getMessage()));
                    }
                    return result;
                })
                .thenCompose(Function.identity())
                .thenApply(Answer::json);
    }

    private void done(String source, String action, String by, String outcome, String detail) {
        log.info(
                "source={} event=control action={} by={} outcome={} detail=\"{}\"",
                source,
                action,
                by,
                outcome,
                detail);
        events.control(source, action, by, outcome, detail);
    }

    private static ControlView switched(SourceControl source, int input, SwitchOutcome outcome) {
        String name = name(source);
        if (outcome instanceof SwitchOutcome.Switched) {
            return new ControlView(
                    name, "switch", DONE, "input " + input + " feeds the source, and does so until it is lost");
        } else if (outcome instanceof SwitchOutcome.AlreadyActive) {
            return new ControlView(
                    name,
                    "switch",
                    "unchanged",
                    "input " + input + " fed the source already, and does so from now on until it is lost");
        } else if (outcome instanceof SwitchOutcome.Failed failed) {
            throw conflict(
                    "Input " + input + " did not deliver, and what fed the source was left alone: "
                            + failed.failure().reason().word() + ": "
                            + failed.failure().detail() + ".",
                    List.of());
        } else if (outcome instanceof SwitchOutcome.NotRunning resting) {
            throw conflict(notRunning(resting.state()), List.of());
        } else if (outcome instanceof SwitchOutcome.NoSuchInput) {
            throw ProblemException.badRequest(
                    "Source \"" + name + "\" has no input " + input + " (expected: a number of known).",
                    inputs(source));
        }
        throw conflict(
                "Something else was asked of the source before input " + input
                        + " delivered: another switch, a restart or" + " a stop.",
                List.of());
    }

    private static ProblemException conflict(String error, List<String> known) {
        return ProblemException.of(HttpResponseStatus.CONFLICT, error, known);
    }

    private static String notRunning(SourceState state) {
        return state instanceof SourceState.Idle
                ? "The source waits for its first listener, and nothing runs (expected: somebody who listens)."
                : "The source is " + state.word() + " (expected: one that runs).";
    }

    private static String notRestarted(SourceState state) {
        return state instanceof SourceState.Ended
                ? "The source has ended, and nobody listens who would begin it again (expected: somebody who listens)."
                : notRunning(state);
    }

    /** Inputs as people name them: the number, then the URL. */
    private static List<String> inputs(SourceControl source) {
        var inputs = source.status().inputs();
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> i + " " + inputs.get(i).url())
                .toList();
    }

    private SourceControl source(HttpExchange exchange) {
        String name = exchange.pathParameter("name");
        List<? extends SourceControl> all = sources.get();
        Optional<? extends SourceControl> found =
                all.stream().filter(source -> name(source).equals(name)).findFirst();
        return found.orElseThrow(() -> ProblemException.notFound(
                "There is no source \"" + name + "\" (expected: one of known).",
                all.stream().map(ControlRoutes::name).toList()));
    }

    /** The number in the query, or in the body. */
    private static int input(HttpExchange exchange) {
        Optional<String> query = exchange.query("input");
        byte[] body = exchange.body();
        try {
            if (query.isPresent()) {
                return Integer.parseInt(query.get());
            } else if (body.length > 0) {
                return Json.read(new String(body, StandardCharsets.UTF_8), SwitchRequest.class)
                        .input();
            }
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "input: \"" + query.orElse("") + "\" (expected: the number of an input, from 0).", List.of());
        } catch (JsonException e) {
            throw ProblemException.badRequest("The body is no request: " + e.getMessage() + ".", List.of());
        }
        throw ProblemException.badRequest(
                "No input is named (expected: ?input=N, or the body {\"input\": N}, from 0).", List.of());
    }

    private static long listenerId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "listener: \"" + text + "\" (expected: the id of one that /api/v1/listeners shows).", List.of());
        }
    }

    private static String remote(HttpExchange exchange) {
        InetSocketAddress remote = exchange.remoteAddress();
        return remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }

    private static String name(SourceControl source) {
        return source.stream().name();
    }
}
