package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.Disposition;
import io.ringcast.daemon.output.Leave;
import io.ringcast.daemon.output.ListenerAccess;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.protocol.live.LivePlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /NAME} and {@code /NAME.EXT}: an endless answer from a join point, or the very bytes that somebody who knows the epoch asks
 * for (RFC 8673). Unknown names get a 404 with the list of names.
 */
public final class StreamRoute implements HttpRoute {

    private final Fanout fanout;
    private final ListenerAccess access;
    private final String daemon;
    private final Map<String, HttpOutput> outputs = new ConcurrentHashMap<>();

    /**
     * @param access who may know of which source
     * @param daemon the name of this daemon in {@code Via}
     */
    public StreamRoute(Fanout fanout, ListenerAccess access, String daemon) {
        this.fanout = fanout;
        this.access = access;
        this.daemon = daemon;
    }

    /** Adds the routes of all streams, and the answer to all else. */
    public void register(Router.Builder router) {
        Cors.get(router, "/{name}", this, Router.Ability.HEAD);
        Cors.get(router, "/{name}/preamble", new PreambleRoute(this::find, this::notFound));
        router.fallback(this::notFound);
    }

    /** Shows a source on the port. */
    public void add(HttpOutput output) {
        outputs.put(output.stream().name(), output);
    }

    /** Takes a source off the port; its listeners stay. */
    public void remove(HttpOutput output) {
        outputs.remove(output.stream().name(), output);
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpOutput output = find(exchange.pathParameter("name"));
        if (output == null) {
            notFound(exchange);
            return;
        }
        Optional<LiveEpoch> epoch = output.stream().epoch();
        ListenerRequest.Terms terms;
        Optional<Wanted> from;
        try {
            terms = terms(exchange, output.terms());
            from = FromOffset.of(exchange, output.stream(), epoch);
        } catch (InvalidValueException e) {
            Answers.text(exchange, HttpResponseStatus.BAD_REQUEST, e.getMessage() + "\n", new DefaultHttpHeaders());
            return;
        }
        Optional<Wanted> wanted = epoch.flatMap(now -> Wanted.of(exchange, output.stream(), now));
        if (wanted.isPresent() && wanted.get().isOutside()) {
            outside(exchange, wanted.get());
        } else if (wanted.isEmpty() && from.isPresent() && from.get().isOutside()) {
            outside(exchange, from.get());
        } else if (exchange.method().equals(HttpMethod.HEAD)) {
            head(exchange, output, wanted);
        } else {
            listen(exchange, output, terms, wanted, wanted.or(() -> from).map(Wanted::span));
        }
    }

    private void listen(
            HttpExchange exchange,
            HttpOutput output,
            ListenerRequest.Terms terms,
            Optional<Wanted> wanted,
            Optional<ListenerRequest.Span> span) {
        HttpResponseStatus status = wanted.isPresent() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK;
        ListenerRequest who = Answers.listener(exchange, output.stream(), output.account(), terms)
                .asked(Answers.asked(exchange, status));
        ListenerRequest request = span.map(who::of).orElse(who);
        boolean counts = exchange.headers().contains(LivePlace.COUNTS_FIELD);
        HttpDoor door = new HttpDoor(
                exchange, output.stream(), info -> headers(exchange, output, info, wanted), wanted.isPresent());
        Admission admission = fanout.admission(exchange.eventLoop(), counts ? request.counting() : request, door);
        door.admission(admission);
        exchange.onClosed(() -> admission.onClosed(null));
        admission.begin();
    }

    private void head(HttpExchange exchange, HttpOutput output, Optional<Wanted> wanted) {
        HttpHeaders headers = headers(exchange, output, output.stream().info(), wanted);
        if (wanted.isEmpty() && exchange.headers().contains(HttpHeaderNames.RANGE)) {
            Optional<String> held = output.stream().epoch().flatMap(epoch -> Wanted.held(output.stream(), epoch));
            if (held.isPresent()) {
                // RFC 8673, 2.1: where the stream is now, so that a client knows what it can ask for.
                headers.set(HttpHeaderNames.CONTENT_RANGE, held.get());
                exchange.respond(HttpResponseStatus.PARTIAL_CONTENT, headers);
                return;
            }
        }
        exchange.respond(wanted.isPresent() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK, headers);
    }

    private HttpHeaders headers(HttpExchange exchange, HttpOutput output, StreamInfo info, Optional<Wanted> wanted) {
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CONTENT_TYPE, info.mediaType());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        output.stream()
                .epoch()
                .ifPresent(
                        epoch -> headers.set(HttpHeaderNames.ETAG, epoch.epoch().entityTag()));
        IcyFields.describe(output.station(), headers);
        if (wanted.isEmpty()) {
            IcyFields.offerTitles(exchange.headers(), output.stream(), info, headers);
        }
        exchange.query("download")
                .ifPresent(name -> headers.set(HttpHeaderNames.CONTENT_DISPOSITION, Disposition.attachment(name)));
        wanted.ifPresent(range -> range.describe(headers));
        StartFields.describeWay(headers, output.stream(), daemon);
        return headers;
    }

    private static ListenerRequest.Terms terms(HttpExchange exchange, ListenerRequest.Terms usual) {
        ListenerRequest.Terms terms = usual;
        Optional<String> from = exchange.query("from");
        if (from.isPresent() && !FromOffset.isAsked(exchange)) {
            terms = terms.join(JoinSpec.parse(from.get()));
        }
        Optional<String> policy = exchange.query("policy");
        if (policy.isPresent()) {
            Policy asked = Policy.parse(policy.get());
            if (asked != Policy.SKIP && asked != Policy.DROP) {
                throw new InvalidValueException(policy.get(), "skip or drop; only the configuration can say more");
            }
            terms = terms.policy(asked);
        }
        return terms;
    }

    private static void outside(HttpExchange exchange, Wanted wanted) {
        HttpHeaders headers = new DefaultHttpHeaders();
        wanted.describeOutside(headers);
        Answers.text(exchange, HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, wanted.outsideMessage(), headers);
    }

    /** Answers that there is no such stream, with the names of those that who asks may listen to. */
    void notFound(HttpExchange exchange) {
        String names = outputs(exchange).stream()
                .map(output -> output.stream().name())
                .sorted()
                .collect(Collectors.joining(" "));
        Answers.text(
                exchange,
                HttpResponseStatus.NOT_FOUND,
                "There is nothing at " + exchange.rawPath() + ". Streams here: " + (names.isEmpty() ? "none" : names)
                        + "\n",
                new DefaultHttpHeaders());
    }

    /** The sources on the port that who asks may listen to. */
    List<HttpOutput> outputs(HttpExchange exchange) {
        return outputs.values().stream()
                .filter(output -> leave(exchange, output).isPresent())
                .toList();
    }

    /** The leave of who asks to listen to {@code output}; empty when he has none. */
    Optional<Leave> leave(HttpExchange exchange, HttpOutput output) {
        return access.leave(exchange, output.stream().name());
    }

    /** A source by its name, else by its name before an extension that a player wants to see. */
    @Nullable
    HttpOutput find(String name) {
        HttpOutput exact = outputs.get(name);
        int dot = name.lastIndexOf('.');
        return exact != null || dot <= 0 ? exact : outputs.get(name.substring(0, dot));
    }
}
