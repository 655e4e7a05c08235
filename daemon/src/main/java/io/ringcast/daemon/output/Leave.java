package io.ringcast.daemon.output;

import io.ringcast.daemon.http.HttpExchange;
import java.time.Instant;
import java.util.Optional;

/**
 * Leave to listen that somebody has shown, or that nobody needs.
 *
 * @param until the moment from which on he may not any more; absent when it holds for ever
 * @param query what he showed it with, as it goes into the URLs of playlists; {@code ""} when there is nothing to repeat
 */
public record Leave(Optional<Instant> until, String query) {

    /** Of a source that is for everybody. */
    public static final Leave OPEN = new Leave(Optional.empty(), "");

    /** What {@link ListenerAccess} found out about who asks. */
    public static Leave of(HttpExchange exchange) {
        return exchange.noted(Leave.class).orElse(OPEN);
    }

    /** Whether what is answered is for him alone: no cache may give it to others. */
    public static boolean isPersonal(HttpExchange exchange) {
        return exchange.noted(Leave.class).isPresent();
    }

    /** A URL without fragment, or the end of one, with what he showed in its query. */
    public String added(String url) {
        return query.isEmpty() ? url : url + (url.indexOf('?') < 0 ? "?" : "&") + query;
    }
}
