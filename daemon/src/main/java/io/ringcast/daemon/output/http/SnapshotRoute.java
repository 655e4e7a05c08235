package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.Visit;
import io.ringcast.daemon.http.BodySource;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.Disposition;
import io.ringcast.daemon.output.HeldMemory;
import io.ringcast.daemon.output.Patience;
import io.ringcast.daemon.output.SpanBody;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import java.util.Optional;

/**
 * {@code GET /NAME/snapshot}: what the ring holds now, from a join point to the newest byte, with its length. {@code ?last=} says how far
 * back it begins. What is larger than all that may be held for downloads begins at a later join point.
 */
public final class SnapshotRoute implements HttpRoute {

    private static final String LAST = "a duration such as \"10s\" or a size such as \"4MiB\"";

    private final Fanout fanout;
    private final StreamRoute streams;
    private final HeldMemory memory;

    /** @param memory what all downloads together may hold */
    public SnapshotRoute(Fanout fanout, StreamRoute streams, HeldMemory memory) {
        this.fanout = fanout;
        this.streams = streams;
        this.memory = memory;
    }

    /** Adds its routes. */
    public void register(Router.Builder router) {
        Cors.get(router, "/{name}/snapshot", this, Router.Ability.HEAD);
    }

    /** Bytes that lie in the ring: where they start, and the offset behind the last one. */
    private record Piece(Start start, long end) {

        long length() {
            return start.preamble().length + end - start.offset();
        }
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpOutput output = streams.find(exchange.pathParameter("name"));
        if (output == null) {
            streams.notFound(exchange);
            return;
        }
        JoinSpec from;
        try {
            from = from(exchange);
        } catch (InvalidValueException e) {
            Answers.text(exchange, HttpResponseStatus.BAD_REQUEST, e.getMessage() + "\n");
            return;
        }
        if (exchange.method().equals(HttpMethod.HEAD)) {
            Optional<Piece> now = piece(output.stream(), from);
            HttpHeaders headers = headers(exchange, output);
            now.ifPresent(piece -> length(exchange, headers, piece));
            exchange.respond(now.isPresent() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, headers);
            return;
        }
        fanout.visit(request(exchange, output), refusal -> Answers.refuse(exchange, output.stream(), refusal))
                .ifPresent(visit -> Patience.await(
                        exchange,
                        output.terms().joinWait(),
                        () -> answer(exchange, output, from, visit),
                        () -> refuse(exchange, visit, Refusal.NO_DATA),
                        () -> visit.end(EndReason.PEER_CLOSED, "the peer closed its connection")));
    }

    /** Answers if there is something, or never will be. */
    private boolean answer(HttpExchange exchange, HttpOutput output, JoinSpec from, Visit visit) {
        if (visit.isOver()) {
            Answers.refuse(exchange, output.stream(), Refusal.SHUTDOWN);
            return true;
        }
        Optional<Piece> found = piece(output.stream(), from);
        if (found.isEmpty()) {
            if (output.stream().outOfReach().isPresent()) {
                refuse(exchange, visit, Refusal.BEGINNING_GONE);
                return true;
            }
            return false;
        }
        Piece piece = found.get();
        HeldMemory.Answer held =
                memory.hold(output.stream().ring(), piece.start().offset(), piece.end());
        if (held instanceof HeldMemory.Answer.Held got) {
            fanout.begin(visit);
            HttpHeaders headers = headers(exchange, output);
            length(exchange, headers, piece);
            BodySource body =
                    new SpanBody(piece.start().preamble(), got.span(), visit::delivered, how -> end(visit, how));
            exchange.respond(HttpResponseStatus.OK, headers, isGzipped(headers) ? new GzipBody(body) : body);
            return true;
        } else if (held instanceof HeldMemory.Answer.Full) {
            refuse(exchange, visit, Refusal.MEMORY);
            return true;
        }
        // What was found has been evicted meanwhile: there is newer.
        return false;
    }

    private void refuse(HttpExchange exchange, Visit visit, Refusal reason) {
        fanout.refuse(visit, reason);
        Answers.refuse(exchange, visit.stream(), reason);
    }

    /** What there is from {@code from} on, at most what may be held. */
    private Optional<Piece> piece(Stream stream, JoinSpec from) {
        Optional<LiveEpoch> epoch = stream.epoch();
        if (epoch.isEmpty()) {
            return Optional.empty();
        }
        long end = Math.min(stream.ring().head(), epoch.get().end());
        Optional<Start> start = start(stream, from);
        // A span that begins and ends anywhere in a chunk lies in one chunk more, and a start may lie a unit before.
        long most = memory.limitBytes() - 2 * ChunkPool.CHUNK_BYTES;
        if (start.isPresent() && end - start.get().offset() > most) {
            start = stream.startAtOrAfter(end - most);
        }
        return start.filter(found -> found.offset() < end).map(found -> new Piece(found, end));
    }

    private static Optional<Start> start(Stream stream, JoinSpec from) {
        if (from instanceof JoinSpec.Behind behind) {
            return stream.startBehind(behind.time().toNanos());
        } else if (from instanceof JoinSpec.BehindBytes behind) {
            return stream.startBehindBytes(behind.bytes());
        }
        return stream.startOldest();
    }

    private static JoinSpec from(HttpExchange exchange) {
        Optional<String> last = exchange.query("last");
        if (last.isEmpty()) {
            return new JoinSpec.Oldest();
        }
        JoinSpec from;
        try {
            from = JoinSpec.parse(last.get());
        } catch (InvalidValueException e) {
            throw new InvalidValueException(last.get(), LAST);
        }
        if (!(from instanceof JoinSpec.Behind) && !(from instanceof JoinSpec.BehindBytes)) {
            throw new InvalidValueException(last.get(), LAST);
        }
        return from;
    }

    private static HttpHeaders headers(HttpExchange exchange, HttpOutput output) {
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CONTENT_TYPE, output.stream().info().mediaType());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaderNames.ACCEPT_RANGES, "none");
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        headers.set("X-Content-Type-Options", "nosniff");
        IcyFields.describe(output.station(), headers);
        exchange.query("download")
                .ifPresent(name -> headers.set(HttpHeaderNames.CONTENT_DISPOSITION, Disposition.attachment(name)));
        return headers;
    }

    /** Says how long the body is, or how it is encoded: nobody knows its length then. */
    private static void length(HttpExchange exchange, HttpHeaders headers, Piece piece) {
        if (Answers.acceptsGzip(exchange.headers())) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        } else {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, piece.length());
        }
    }

    private static boolean isGzipped(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.CONTENT_ENCODING);
    }

    private static void end(Visit visit, BodySource.Over how) {
        switch (how) {
            case WHOLE -> visit.end(EndReason.COMPLETE, "got the snapshot");
            case GONE -> visit.end(EndReason.PEER_CLOSED, "the peer closed its connection within the snapshot");
            case STALLED -> visit.end(EndReason.PEER_TIMEOUT, "the peer took nothing of the snapshot for too long");
        }
    }

    private static ListenerRequest request(HttpExchange exchange, HttpOutput output) {
        return Answers.listener(exchange, output.stream(), output.account(), output.terms());
    }
}
