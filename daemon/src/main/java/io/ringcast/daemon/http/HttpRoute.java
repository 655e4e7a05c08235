package io.ringcast.daemon.http;

/** What answers the requests of one entry of a {@link Router}. */
@FunctionalInterface
public interface HttpRoute {

    /**
     * Answers {@code exchange}, now or later, by exactly one of its {@code respond} methods or {@link HttpExchange#takeOver}. Called on the
     * exchange's event loop and never blocks; what it throws becomes a 500.
     */
    void handle(HttpExchange exchange);
}
