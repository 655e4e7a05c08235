package io.ringcast.daemon.output;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.fanout.Asked;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.stream.Stream;

/** What requests of listeners have in common: who asks, and how they are told that there is nothing for them. */
public final class Answers {

    private static final int RETRY_AFTER_SECONDS = 5;

    private Answers() {}

    /** Who asks, as a listener of {@code stream}. */
    public static ListenerRequest listener(
            HttpExchange exchange, Stream stream, OutputAccount account, ListenerRequest.Terms terms) {
        var remote = exchange.remoteAddress();
        return new ListenerRequest(
                        stream,
                        account,
                        remote.getAddress().getHostAddress() + ":" + remote.getPort(),
                        exchange.headers().get(HttpHeaderNames.USER_AGENT, ""),
                        terms)
                .asked(asked(exchange, HttpResponseStatus.OK))
                .until(Leave.of(exchange).until());
    }

    /** What is asked for and answered with {@code status}, for the access log; without queries, which may hold secrets. */
    public static Asked asked(HttpExchange exchange, HttpResponseStatus status) {
        return new Asked(
                exchange.method() + " " + exchange.rawPath() + " " + exchange.version(),
                exchange.headers().get(HttpHeaderNames.REFERER, "").replaceFirst("[?#].*", ""),
                status.code());
    }

    /** Answers with one text that nobody may keep. */
    public static void text(HttpExchange exchange, HttpResponseStatus status, String text) {
        text(exchange, status, text, new DefaultHttpHeaders());
    }

    /** Answers with one text that nobody may keep. */
    public static void text(HttpExchange exchange, HttpResponseStatus status, String text, HttpHeaders extra) {
        Cors.allow(extra).set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        exchange.respond(status, "text/plain; charset=utf-8", text, extra);
    }

    /** Answers somebody who may not listen, with a 403 that says no more: what is missing is for the operator to know. */
    public static void forbid(HttpExchange exchange) {
        text(exchange, HttpResponseStatus.FORBIDDEN, "You may not listen to this.\n");
    }

    /** Answers somebody who is not let in, with a 503, or a 403 if his leave has ended. */
    public static void refuse(HttpExchange exchange, Stream stream, Refusal reason) {
        if (reason == Refusal.SIGNATURE_EXPIRED) {
            forbid(exchange);
            return;
        }
        HttpHeaders extra = new DefaultHttpHeaders();
        if (reason != Refusal.BEGINNING_GONE) {
            extra.set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        String text = switch (reason) {
            case BEGINNING_GONE ->
                "The beginning of what plays has gone, and it can be played from there only.\n"
                        + stream.info().beginningOnly().map(why -> why + "\n").orElse("");
            case NO_DATA -> "The source has delivered nothing yet; try again in a few seconds.\n";
            case SHUTDOWN -> "The server stops.\n";
            case MEMORY,
                    FULL,
                    NOT_ALLOWED,
                    TLS,
                    UNSIGNED,
                    SIGNATURE_WRONG,
                    SIGNATURE_EXPIRED,
                    SIGNATURE_NETWORK,
                    TOKEN_WRONG,
                    TARGET_NOT_ALLOWED,
                    ORIGIN_FAILED -> "The server is full; try again in a few seconds.\n";
        };
        text(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, text, extra);
    }

    /** Whether an answer in gzip is wanted: it is named, and not with weight 0 (RFC 9110, 12.5.3). */
    public static boolean acceptsGzip(HttpHeaders headers) {
        for (String field : headers.getAll(HttpHeaderNames.ACCEPT_ENCODING)) {
            for (String part : field.split(",")) {
                String[] words = part.strip().split("\\s*;\\s*", 2);
                boolean gzip = words[0].equalsIgnoreCase("gzip") || words[0].equalsIgnoreCase("x-gzip");
                if (gzip) {
                    return words.length < 2 || !words[1].matches("(?i)q\\s*=\\s*0(\\.0{0,3})?");
                }
            }
        }
        return false;
    }
}
