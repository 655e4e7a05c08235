package io.ringcast.daemon.output.fetch;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.config.FetchSpec;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.ListenerRequest.Terms;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.AllowedDestinations;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.Disposition;
import io.ringcast.daemon.stream.Fetch;
import io.ringcast.daemon.stream.Fetch.Opening;
import io.ringcast.daemon.stream.Fetches;
import io.ringcast.daemon.stream.StreamInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /fetch?url=URL&exp=&sig=}: what is at a URL, got once for all who ask for it at the same time.
 *
 * <pre>
 *   may he? ──no──► 403            first byte ─► 200, and a listener like any other ─┬─ last byte: the end
 *      └─► Fetches ──full──► 503       ▲                                             └─ lost: a reset
 *              └──► opening ───────────┴── none will come ─► 502, 504
 * </pre>
 */
public final class FetchRoute implements HttpRoute {

    private static final Logger log = LoggerFactory.getLogger(FetchRoute.class);

    private static final String PATH = "/fetch";
    private static final String DOWNLOAD = "download";
    private static final String UNNAMED = "download";
    private static final int RETRY_AFTER_SECONDS = 5;

    private static final Duration JOIN_WAIT = Duration.ofSeconds(10);
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(60);
    private static final Duration LATENCY = Duration.ofMillis(50);

    /** Everybody gets all of an item, so the download waits for who reads slowly, and not for ever for who does not read. */
    private static final Terms OF_ITEM = new Terms(new JoinSpec.Oldest(), JOIN_WAIT, Policy.WAIT, WAIT_LIMIT, LATENCY);

    private static final Terms OF_STREAM =
            new Terms(new JoinSpec.Behind(Duration.ofSeconds(2)), JOIN_WAIT, Policy.AUTO, WAIT_LIMIT, LATENCY);

    private final Fanout fanout;
    private final Fetches fetches;
    private final FetchOutput output;
    private final FetchAccess access;

    /** @param output whose listeners they are */
    public FetchRoute(
            Fanout fanout,
            Fetches fetches,
            FetchOutput output,
            FetchSpec spec,
            AllowedDestinations destinations,
            InstantSource clock) {
        this.fanout = fanout;
        this.fetches = fetches;
        this.output = output;
        this.access = new FetchAccess(spec.signKey(), destinations, clock);
    }

    /** Adds the route. */
    public void register(Router.Builder router) {
        Cors.get(router, PATH, this, Router.Ability.HEAD);
    }

    @Override
    public void handle(HttpExchange exchange) {
        FetchAccess.Verdict verdict = access.verdict(exchange);
        if (verdict instanceof FetchAccess.Verdict.Granted granted) {
            open(exchange, granted);
        } else if (verdict instanceof FetchAccess.Verdict.Refused refused) {
            if (!refused.detail().isEmpty()) {
                log.warn(
                        "source=fetch event=target-not-allowed detail=\"{}\"",
                        refused.detail().replace('"', '\''));
            }
            fanout.refuse(output.account(), refused.reason());
            Answers.forbid(exchange);
        }
    }

    /** Answers that nothing could be had: a 502, or a 504 when it took too long. A stranger is told only of what kind the trouble is. */
    static void badGateway(HttpExchange exchange, Opening.Failed failed) {
        HttpResponseStatus status = failed.late() ? HttpResponseStatus.GATEWAY_TIMEOUT : HttpResponseStatus.BAD_GATEWAY;
        Answers.text(exchange, status, "What was asked for cannot be had from its origin: " + failed.reason() + ".\n");
    }

    private void open(HttpExchange exchange, FetchAccess.Verdict.Granted granted) {
        Fetches.Answer answer = fetches.open(granted.target());
        if (answer instanceof Fetches.Answer.Begun begun) {
            Fetch fetch = begun.share();
            exchange.onClosed(fetch::close);
            fetch.opening()
                    .whenCompleteAsync(
                            (opening, error) -> onOpening(exchange, fetch, opening, granted.until()),
                            exchange.eventLoop());
            return;
        }
        Refusal reason = answer instanceof Fetches.Answer.Full
                ? Refusal.FULL
                : answer instanceof Fetches.Answer.NoMemory ? Refusal.MEMORY : Refusal.SHUTDOWN;
        fanout.refuse(output.account(), reason);
        HttpHeaders extra = new DefaultHttpHeaders().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        Answers.text(
                exchange,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "The server fetches as much as it may; try again in a few seconds.\n",
                extra);
    }

    private void onOpening(HttpExchange exchange, Fetch fetch, Opening opening, Instant until) {
        if (!exchange.isOpen()) {
            fetch.close();
        } else if (opening instanceof Opening.Failed failed) {
            fanout.refuse(output.account(), Refusal.ORIGIN_FAILED);
            badGateway(exchange, failed);
            fetch.close();
        } else if (exchange.method().equals(HttpMethod.HEAD)) {
            exchange.respond(
                    HttpResponseStatus.OK, headers(exchange, fetch.stream().info(), opening));
            fetch.close();
        } else {
            listen(exchange, fetch, opening, until);
        }
    }

    private void listen(HttpExchange exchange, Fetch fetch, Opening opening, Instant until) {
        boolean item = opening instanceof Opening.Item;
        ListenerRequest request = Answers.listener(
                        exchange, fetch.stream(), output.account(), item ? OF_ITEM : OF_STREAM)
                // Leave to get a thing is leave to get all of it; a stream that has no end would be heard for ever.
                .until(item ? Optional.empty() : Optional.of(until));
        FetchDoor door = new FetchDoor(exchange, fetch, info -> headers(exchange, info, opening));
        Admission admission = fanout.admission(exchange.eventLoop(), request, door);
        door.admission(admission);
        exchange.onClosed(() -> {
            admission.onClosed(null);
            fetch.close();
        });
        admission.begin();
    }

    private static HttpHeaders headers(HttpExchange exchange, StreamInfo info, Opening opening) {
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CONTENT_TYPE, info.mediaType());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.NONE);
        headers.set("X-Content-Type-Options", "nosniff");
        if (opening instanceof Opening.Item item) {
            item.length().ifPresent(bytes -> headers.set(HttpHeaderNames.CONTENT_LENGTH, bytes));
        }
        Optional<String> name = fileName(opening);
        Optional<String> asked = exchange.query(DOWNLOAD);
        if (asked.isPresent()) {
            String called = asked.filter(text -> !text.isEmpty()).or(() -> name).orElse(UNNAMED);
            headers.set(HttpHeaderNames.CONTENT_DISPOSITION, Disposition.attachment(called));
        } else {
            name.ifPresent(called -> headers.set(HttpHeaderNames.CONTENT_DISPOSITION, Disposition.inline(called)));
        }
        return headers;
    }

    private static Optional<String> fileName(Opening opening) {
        return opening instanceof Opening.Item item ? item.fileName() : Optional.empty();
    }
}
