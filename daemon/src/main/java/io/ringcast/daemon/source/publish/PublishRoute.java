package io.ringcast.daemon.source.publish;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.Router;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where publishers arrive: {@code PUT}, {@code POST} and {@code SOURCE} on the name of a source, and Icecast's {@code /admin/metadata}.
 * Called on any event loop.
 */
public final class PublishRoute {

    /** Icecast's and libshout's own method. */
    private static final HttpMethod SOURCE = HttpMethod.valueOf("SOURCE");

    private static final int MAX_TITLE = 300;

    private final Map<String, Mount> mounts = new ConcurrentHashMap<>();
    private final Map<String, HttpPublisher> publishers = new ConcurrentHashMap<>();

    /** Adds its routes. */
    public void register(Router.Builder router) {
        for (HttpMethod method : new HttpMethod[] {HttpMethod.PUT, HttpMethod.POST, SOURCE}) {
            router.add(method, "/{name}", this::publish, Router.Ability.STREAM);
        }
        router.get("/admin/metadata", this::metadata);
    }

    /** Lets publishers in under {@code name}. */
    void add(String name, Mount mount) {
        mounts.put(name, mount);
    }

    private void publish(HttpExchange exchange) {
        String name = exchange.pathParameter("name");
        String source = find(name);
        Mount mount = source == null ? null : mounts.get(source);
        if (source == null || mount == null) {
            answer(
                    exchange,
                    404,
                    name + ": nothing can be published here (expected: the name of a source with a publish: input)");
            return;
        }
        if (refused(exchange, source, mount)) {
            return;
        }
        if (!exchange.hasBody() && !isRaw(exchange)) {
            answer(exchange, 411, "length: unknown (expected: Content-Length, chunked, or Icecast's SOURCE)");
            return;
        }
        HttpPublisher publisher = new HttpPublisher(
                exchange, seated -> publishers.put(source, seated), gone -> publishers.remove(source, gone));
        boolean item = exchange.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        mount.seat().claim(publisher, mediaType(exchange.headers()), item, publisher);
    }

    /** {@code mode=updinfo&mount=/NAME&song=TITLE}, as source clients of Icecast send it. */
    private void metadata(HttpExchange exchange) {
        String path = exchange.query("mount").orElse("");
        String source = find(path.startsWith("/") ? path.substring(1) : path);
        Mount mount = source == null ? null : mounts.get(source);
        if (source == null || mount == null) {
            answer(
                    exchange,
                    404,
                    "mount: " + path + " (expected: that of a source with a publish: input, such as /news)");
            return;
        }
        if (refused(exchange, source, mount)) {
            return;
        }
        Optional<String> song = title(exchange);
        HttpPublisher publisher = publishers.get(source);
        if (!exchange.query("mode").orElse("").equals("updinfo") || song.isEmpty()) {
            answer(exchange, 400, "a title is missing (expected: mode=updinfo and song, or artist and title)");
        } else if (publisher == null) {
            answer(exchange, 404, "nobody publishes " + source + " (expected: a publisher first, then its titles)");
        } else {
            publisher.title(song.get());
            exchange.respond(
                    HttpResponseStatus.OK,
                    "text/xml; charset=utf-8",
                    "<?xml version=\"1.0\"?>\n<iceresponse><message>Metadata update successful</message><return>1</return>"
                            + "</iceresponse>\n");
        }
    }

    private static Optional<String> title(HttpExchange exchange) {
        Optional<String> artist = exchange.query("artist").filter(text -> !text.isBlank());
        Optional<String> title =
                exchange.query("title").map(text -> artist.map(by -> by + " - ").orElse("") + text);
        return exchange.query("song")
                .or(() -> title)
                .map(text -> text.replaceAll("\\p{Cntrl}", " ").strip())
                .map(text -> text.length() > MAX_TITLE ? text.substring(0, MAX_TITLE) : text);
    }

    private static boolean refused(HttpExchange exchange, String source, Mount mount) {
        Optional<Mount.Refusal> refusal = mount.refusal(
                exchange.remoteAddress(),
                exchange.headers().get(HttpHeaderNames.AUTHORIZATION),
                exchange.headers().contains(HttpHeaderNames.ORIGIN));
        refusal.ifPresent(found -> {
            HttpHeaders headers = new DefaultHttpHeaders();
            if (found.status() == 401) {
                headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"" + source + "\", charset=\"UTF-8\"");
            }
            answer(exchange, found.status(), found.sentence(), headers);
        });
        return refusal.isPresent();
    }

    /** Whether the body is what follows until the connection is closed, as Icecast's clients send it. */
    private static boolean isRaw(HttpExchange exchange) {
        return exchange.method().equals(SOURCE)
                || exchange.headers().contains(HttpHeaderNames.EXPECT)
                || exchange.headers().names().stream().anyMatch(name -> name.regionMatches(true, 0, "ice-", 0, 4));
    }

    private static Optional<String> mediaType(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").strip();
        boolean says = type.matches("(audio|video)/[!-~]{1,100}(;[ -~]{0,100})?|application/ogg");
        return says ? Optional.of(type) : Optional.empty();
    }

    private @Nullable String find(String name) {
        int dot = name.lastIndexOf('.');
        return mounts.containsKey(name) || dot <= 0 ? name : name.substring(0, dot);
    }

    static void answer(HttpExchange exchange, int status, String sentence) {
        answer(exchange, status, sentence, new DefaultHttpHeaders());
    }

    private static void answer(HttpExchange exchange, int status, String sentence, HttpHeaders headers) {
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        exchange.respond(
                HttpResponseStatus.valueOf(status),
                "text/plain; charset=utf-8",
                (sentence + "\n").getBytes(StandardCharsets.UTF_8),
                headers);
    }
}
