package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one kind of request as soon as its answer is known, on the event loop of the exchange. */
final class AdminRoute implements HttpRoute {

    private static final Logger log = LoggerFactory.getLogger(AdminRoute.class);

    private final Handler handler;

    /** Finds the answer. */
    @FunctionalInterface
    interface Handler {
        /** Reads what it needs of {@code exchange} before it returns: later that belongs to the event loop alone. */
        CompletionStage<Answer> handle(HttpExchange exchange);
    }

    AdminRoute(Handler handler) {
        this.handler = handler;
    }

    /** A route whose answer is always the same. */
    static AdminRoute fixed(Answer answer) {
        return new AdminRoute(exchange -> CompletableFuture.completedFuture(answer));
    }

    @Override
    public void handle(HttpExchange exchange) {
        CompletionStage<Answer> answer;
        try {
            answer = handler.handle(exchange);
        } catch (ProblemException | RejectedExecutionException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        String path = exchange.rawPath();
        answer.exceptionally(error -> failure(path, error))
                .thenAcceptAsync(
                        found -> exchange.respond(found.status(), found.mediaType(), found.body(), found.headers()),
                        exchange.eventLoop());
    }

    private static Answer failure(String path, Throwable error) {
        Throwable cause = cause(error);
        if (cause instanceof ProblemException problem) {
            return problem.answer();
        }
        if (cause instanceof RejectedExecutionException) {
            return Answer.problem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "There is too much to answer just now, or the daemon stops; ask again.",
                    List.of());
        }
        log.error("admin request failed path={}", path, cause);
        return Answer.problem(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "This request met an error of ours; the log says more.",
                List.of());
    }

    private static Throwable cause(Throwable error) {
        @Nullable Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause == null ? error : cause;
    }
}
