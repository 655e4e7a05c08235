package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.live.LiveRange;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /NAME/preamble?at=OFFSET}: what a decoder needs before the join point at that offset. It belongs to the epoch, so
 * {@code If-Match} with the epoch's entity tag makes sure that it is of the stream that is meant.
 */
final class PreambleRoute implements HttpRoute {

    private final Function<String, @Nullable HttpOutput> outputs;
    private final HttpRoute notFound;

    /** @param outputs finds a stream by its name in the path */
    PreambleRoute(Function<String, @Nullable HttpOutput> outputs, HttpRoute notFound) {
        this.outputs = outputs;
        this.notFound = notFound;
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpOutput output = outputs.apply(exchange.pathParameter("name"));
        if (output == null) {
            notFound.handle(exchange);
            return;
        }
        Optional<String> at = exchange.query("at").filter(text -> text.matches("\\d{1,18}"));
        if (at.isEmpty()) {
            say(
                    exchange,
                    HttpResponseStatus.BAD_REQUEST,
                    "at: " + exchange.query("at").orElse("nothing")
                            + " (expected: the offset of a join point, as Content-Location of the stream says it)",
                    new DefaultHttpHeaders());
            return;
        }
        Stream stream = output.stream();
        Optional<LiveEpoch> epoch = stream.epoch();
        if (epoch.isEmpty()) {
            say(exchange, HttpResponseStatus.NOT_FOUND, "The stream has no byte yet.", new DefaultHttpHeaders());
        } else {
            answer(exchange, stream, meant(exchange, stream, epoch.get()), Long.parseLong(at.get()));
        }
    }

    /** The epoch that the request names, if the ring still has something of it, else the newest. */
    private static LiveEpoch meant(HttpExchange exchange, Stream stream, LiveEpoch now) {
        String match = exchange.headers().get(HttpHeaderNames.IF_MATCH);
        return match == null ? now : stream.epochOf(match.strip()).orElse(now);
    }

    private static void answer(HttpExchange exchange, Stream stream, LiveEpoch epoch, long at) {
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        String tag = epoch.epoch().entityTag();
        headers.set(HttpHeaderNames.ETAG, tag);
        String match = exchange.headers().get(HttpHeaderNames.IF_MATCH);
        if (match != null && !match.strip().equals("*") && !match.strip().equals(tag)) {
            say(
                    exchange,
                    HttpResponseStatus.PRECONDITION_FAILED,
                    "If-Match: " + match.strip() + " (expected: " + tag + ", the epoch that is live)",
                    headers);
            return;
        }
        Wanted wanted = new Wanted(stream, epoch, at, LiveRange.LIVE_LAST);
        if (wanted.isOutside()) {
            wanted.describeOutside(headers);
            say(
                    exchange,
                    HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                    wanted.outsideMessage().strip(),
                    headers);
            return;
        }
        long base = epoch.epoch().base();
        boolean joins = stream.segmentAt(base + at).format().hasJoinPoints();
        JoinPoint join = joins ? stream.ring().joinPointAtOrBefore(base + at) : null;
        if (joins && (join == null || join.offset() != base + at)) {
            say(
                    exchange,
                    HttpResponseStatus.NOT_FOUND,
                    "at: " + at + " (expected: a join point"
                            + (join == null ? "" : ", such as " + (join.offset() - base)) + ")",
                    headers);
            return;
        }
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        byte[] preamble = join == null ? new byte[0] : join.preamble();
        exchange.respond(HttpResponseStatus.OK, stream.info().mediaType(), preamble, headers);
    }

    private static void say(HttpExchange exchange, HttpResponseStatus status, String text, HttpHeaders headers) {
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        exchange.respond(status, "text/plain; charset=utf-8", text + "\n", headers);
    }
}
