package io.ringcast.daemon.output.hls;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.Visit;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.HeldMemory;
import io.ringcast.daemon.output.Leave;
import io.ringcast.daemon.output.SpanBody;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.playlist.HlsWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /NAME.m3u8} and what it names: {@code /NAME/hls/NUMBER.ts} and the like. A request is taken on the loop of its connection, asks the
 * source's {@link HlsOutput} on its loop, and is answered on its own again; a segment goes out of the ring as it lies there.
 */
public final class HlsRoute {

    /** How the boxes before fragments are called. */
    static final String MAP = "map-";

    private static final long LOOK_MILLIS = 100;
    private static final int MAX_SESSION = 64;
    private static final int MAX_DIGITS = 18;

    private final HeldMemory memory;
    private final Map<String, HlsOutput> outputs = new ConcurrentHashMap<>();
    private final Map<String, String> absent = new ConcurrentHashMap<>();

    /** @param memory what all downloads together may hold */
    public HlsRoute(HeldMemory memory) {
        this.memory = memory;
    }

    /** Adds its routes. */
    public void register(Router.Builder router) {
        Cors.get(router, "/{name}.m3u8", this::playlist);
        Cors.get(router, "/{name}/hls/{file}", this::file, Router.Ability.HEAD);
    }

    /** Offers a source. */
    public void add(HlsOutput output) {
        outputs.put(output.stream().name(), output);
    }

    /** Says why a source is not offered, with what can be done. */
    public void addAbsent(String source, String why) {
        absent.put(source, why);
    }

    private void playlist(HttpExchange exchange) {
        HlsOutput output = find(exchange);
        if (output != null) {
            String session = exchange.query("session").orElse("");
            if (!session.matches("[A-Za-z0-9_-]{0," + MAX_SESSION + "}")) {
                Answers.text(
                        exchange,
                        HttpResponseStatus.BAD_REQUEST,
                        "session: at most " + MAX_SESSION + " letters, digits, hyphens and underscores are expected\n");
                return;
            }
            long deadline = System.nanoTime() + output.terms().joinWait().toNanos();
            new Asking(exchange, output, session, deadline).ask();
        }
    }

    /** One request for a playlist, until there is one. */
    private static final class Asking {

        private final HttpExchange exchange;
        private final HlsOutput output;
        private final Viewers.Key key;
        private final ListenerRequest request;
        private final String query;
        private final long deadline;

        Asking(HttpExchange exchange, HlsOutput output, String session, long deadline) {
            this.exchange = exchange;
            this.output = output;
            this.key = key(exchange, session);
            this.request = Answers.listener(exchange, output.stream(), output.account(), output.terms());
            this.query = Leave.of(exchange).added(session.isEmpty() ? "" : "?session=" + session);
            this.deadline = deadline;
        }

        void ask() {
            output.loop().execute(this::onOutputsLoop);
        }

        private void onOutputsLoop() {
            Visit visit = output.viewers().ask(key, request, this::refuse);
            if (visit == null) {
                return;
            }
            Optional<String> obstacle = output.obstacle();
            Optional<String> playlist = obstacle.isPresent() ? Optional.empty() : output.playlist(query);
            boolean late = System.nanoTime() - deadline >= 0;
            if (playlist.isPresent()) {
                output.viewers().begin(visit);
                long target = output.targetSeconds();
                exchange.eventLoop().execute(() -> answer(playlist.get(), target));
            } else if (obstacle.isPresent()) {
                output.viewers().refuse(key, Refusal.NO_DATA);
                exchange.eventLoop().execute(() -> tell(exchange, HttpResponseStatus.NOT_FOUND, obstacle.get() + "\n"));
            } else if (late) {
                output.viewers().refuse(key, Refusal.NO_DATA);
                refuse(Refusal.NO_DATA);
            } else {
                exchange.eventLoop().execute(this::later);
            }
        }

        private void later() {
            if (exchange.isOpen()) {
                exchange.eventLoop().schedule(this::ask, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void answer(String playlist, long target) {
            if (exchange.isOpen()) {
                HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
                headers.set(HttpHeaderNames.CACHE_CONTROL, personal(exchange) + "max-age=" + Math.max(1, target / 2));
                exchange.respond(HttpResponseStatus.OK, HlsWriter.MEDIA_TYPE, playlist, headers);
            }
        }

        private void refuse(Refusal reason) {
            exchange.eventLoop().execute(() -> {
                if (exchange.isOpen()) {
                    Answers.refuse(exchange, output.stream(), reason);
                }
            });
        }
    }

    private void file(HttpExchange exchange) {
        HlsOutput output = find(exchange);
        if (output == null) {
            return;
        }
        String file = exchange.pathParameter("file");
        OptionalLong map = number(file, MAP);
        OptionalLong sequence = number(file, "");
        Viewers.Key key = key(exchange, exchange.query("session").orElse(""));
        ListenerRequest request = Answers.listener(exchange, output.stream(), output.account(), output.terms());
        output.loop().execute(() -> {
            if (map.isPresent()) {
                Optional<byte[]> boxes = output.map(map.getAsLong());
                exchange.eventLoop().execute(() -> map(exchange, boxes));
                return;
            }
            Optional<MediaSegment> segment = sequence.isPresent()
                    ? output.segment(sequence.getAsLong())
                            .filter(found -> found.file().equals(file))
                    : Optional.empty();
            Visit visit = segment.isEmpty()
                    ? null
                    : output.viewers()
                            .ask(
                                    key,
                                    request,
                                    refusal -> exchange.eventLoop()
                                            .execute(() -> refuse(exchange, output.stream(), refusal)));
            if (visit != null) {
                output.viewers().begin(visit);
                exchange.eventLoop().execute(() -> segment(exchange, output, segment.get(), visit));
            } else if (segment.isEmpty()) {
                exchange.eventLoop()
                        .execute(
                                () -> tell(
                                        exchange,
                                        HttpResponseStatus.NOT_FOUND,
                                        file
                                                + ": not there (expected: what the playlist names, as long as the ring holds it)\n"));
            }
        });
    }

    private void segment(HttpExchange exchange, HlsOutput output, MediaSegment segment, Visit visit) {
        if (!exchange.isOpen()) {
            return;
        }
        byte[] before = segment.before();
        long length = before.length + segment.end() - segment.begin().offset();
        HttpHeaders headers = kept(exchange, segment.packing().mediaType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        if (exchange.method().equals(HttpMethod.HEAD)) {
            exchange.respond(HttpResponseStatus.OK, headers);
            return;
        }
        HeldMemory.Answer held =
                memory.hold(output.stream().ring(), segment.begin().offset(), segment.end());
        if (held instanceof HeldMemory.Answer.Held got) {
            exchange.respond(
                    HttpResponseStatus.OK, headers, new SpanBody(before, got.span(), visit::delivered, how -> {}));
        } else if (held instanceof HeldMemory.Answer.Full) {
            refuse(exchange, output.stream(), Refusal.MEMORY);
        } else {
            tell(exchange, HttpResponseStatus.NOT_FOUND, segment.file() + ": not in the ring any more\n");
        }
    }

    private static void map(HttpExchange exchange, Optional<byte[]> boxes) {
        if (boxes.isEmpty()) {
            tell(exchange, HttpResponseStatus.NOT_FOUND, "not there (expected: what the playlist names)\n");
        } else if (exchange.isOpen()) {
            HttpHeaders headers = kept(exchange, "video/mp4");
            headers.set(HttpHeaderNames.CONTENT_LENGTH, boxes.get().length);
            if (exchange.method().equals(HttpMethod.HEAD)) {
                exchange.respond(HttpResponseStatus.OK, headers);
            } else {
                exchange.respond(HttpResponseStatus.OK, "video/mp4", boxes.get(), headers);
            }
        }
    }

    /** What has a number of its own never changes. */
    private static HttpHeaders kept(HttpExchange exchange, String mediaType) {
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CONTENT_TYPE, mediaType);
        headers.set(HttpHeaderNames.CACHE_CONTROL, personal(exchange) + "max-age=3600, immutable");
        headers.set("X-Content-Type-Options", "nosniff");
        return headers;
    }

    /** What needs leave is not for the next who asks a proxy for it (RFC 9111, 5.2.2.7). */
    private static String personal(HttpExchange exchange) {
        return Leave.isPersonal(exchange) ? "private, " : "";
    }

    private static void refuse(HttpExchange exchange, Stream stream, Refusal reason) {
        if (exchange.isOpen()) {
            Answers.refuse(exchange, stream, reason);
        }
    }

    private static void tell(HttpExchange exchange, HttpResponseStatus status, String text) {
        if (exchange.isOpen()) {
            Answers.text(exchange, status, text);
        }
    }

    private static Viewers.Key key(HttpExchange exchange, String session) {
        String agent = exchange.headers().get(HttpHeaderNames.USER_AGENT, "");
        return new Viewers.Key(exchange.remoteAddress().getAddress().getHostAddress(), agent, session);
    }

    /** The number that {@code file} has between {@code prefix} and its extension. */
    private static OptionalLong number(String file, String prefix) {
        int dot = file.indexOf('.');
        if (dot < 0 || !file.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        String digits = file.substring(prefix.length(), dot);
        return digits.matches("[0-9]{1," + MAX_DIGITS + "}")
                ? OptionalLong.of(Long.parseLong(digits))
                : OptionalLong.empty();
    }

    /** The output that is asked for; null when there is none, and then that was answered. */
    private @Nullable HlsOutput find(HttpExchange exchange) {
        String name = exchange.pathParameter("name");
        HlsOutput output = outputs.get(name);
        if (output == null) {
            String why = absent.getOrDefault(name, "There is no stream called " + name + ".");
            Answers.text(exchange, HttpResponseStatus.NOT_FOUND, why + "\n");
        }
        return output;
    }
}
