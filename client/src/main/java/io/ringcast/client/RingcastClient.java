package io.ringcast.client;

import io.ringcast.protocol.api.ControlView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import io.ringcast.protocol.api.KickView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Listens to streams, asks a daemon how it is, and tells it what to do.
 *
 * <p>It uses the JDK's blocking socket and its HTTP client, not Netty: one stream per call on the caller's thread needs no event loop,
 * back-pressure is a read that is not made, and the JDK's client tells a body that ended from one that was cut. Immutable; any number
 * of threads may call.
 */
public final class RingcastClient {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_ANSWER_BYTES = 256 * 1024 * 1024;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final Duration connectTimeout;
    private final String userAgent;
    private final Optional<String> token;
    private final HttpClient http;
    private final AdminCalls calls;

    /**
     * @param connectTimeout for a connection to stand
     * @param userAgent what we call ourselves, for example {@code ringcast/1.0}
     * @param token sent to the admin API as a bearer token (RFC 6750); never shown
     */
    public RingcastClient(Duration connectTimeout, String userAgent, Optional<String> token) {
        this.connectTimeout = connectTimeout;
        this.userAgent = userAgent;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        this.calls = new AdminCalls(http, userAgent, token);
    }

    /**
     * Writes the bytes of a stream to {@code sink} as they come, unchanged, until the stream ends.
     *
     * @param stream {@code tcp://host:port}, or {@code http} or {@code https}
     * @param sink takes the bytes; it is flushed after every piece and not closed
     * @return how many bytes
     * @throws UnavailableException if the stream cannot be had, or was cut instead of ending
     * @throws SinkException if {@code sink} failed
     * @throws IllegalArgumentException if {@code stream} is another kind of URL
     */
    public long listen(URI stream, OutputStream sink) throws IOException, InterruptedException {
        return listen(stream, sink, ListenWatch.NONE);
    }

    /** The same, and {@code watch} is told what comes. */
    public long listen(URI stream, OutputStream sink, ListenWatch watch) throws IOException, InterruptedException {
        return switch (scheme(stream)) {
            case "tcp" -> listenTcp(stream, sink, watch);
            case "http", "https" -> listenHttp(stream, sink, watch);
            default ->
                throw new IllegalArgumentException(
                        "stream: " + stream + " (expected: tcp://host:port, http://host:port/NAME or https://…)");
        };
    }

    /**
     * Writes the bytes of a stream to {@code sink} as they come, over as many connections as it takes, each byte once.
     *
     * @param sink takes the bytes; it is flushed after every piece and not closed
     * @param watch is told how it goes
     * @throws UnavailableException if the stream cannot be had, or was cut for too long
     * @throws GapException if a byte cannot be had any more and the plan wants no gap
     * @throws SinkException if {@code sink} failed
     * @throws IllegalArgumentException if a stream is another kind of URL
     */
    public ListenResult listen(ListenPlan plan, OutputStream sink, ListenWatch watch)
            throws IOException, InterruptedException {
        for (URI stream : plan.streams()) {
            if (!isHttp(stream)) {
                throw new IllegalArgumentException(
                        "stream: " + stream + " (expected: http://host:port/NAME or https://…)");
            }
        }
        return new ResumingListener(http, userAgent, plan, sink, watch).listen();
    }

    /** Whether a stream comes over HTTP, and so can be resumed. */
    public static boolean isHttp(URI stream) {
        return scheme(stream).equals("http") || scheme(stream).equals("https");
    }

    /**
     * Where the live edge of a stream is: the byte that comes next there, on a connection of its own.
     *
     * @return absent when the server does not say, as one that knows nothing of ranges on live content (RFC 8673)
     * @throws UnavailableException if it does not answer
     */
    public Optional<ListenPosition> edge(URI stream) throws IOException, InterruptedException {
        return LiveEdge.ask(http, userAgent, stream);
    }

    /** The sources of the daemon whose admin port is at {@code admin}, for example {@code http://127.0.0.1:8001}. */
    public List<SourceView> sources(URI admin) throws IOException, InterruptedException {
        return ask(admin, "/api/v1/sources", SourceView.class);
    }

    /** The listeners that are connected to that daemon. */
    public List<ListenerView> listeners(URI admin) throws IOException, InterruptedException {
        return ask(admin, "/api/v1/listeners", ListenerView.class);
    }

    /** The metrics of that daemon, in Prometheus' text format. */
    public String metrics(URI admin) throws IOException, InterruptedException {
        return new String(answer(admin, "/metrics", "text/plain"), StandardCharsets.UTF_8);
    }

    /**
     * How the last listeners of that daemon ended, newest first.
     *
     * @param source only those of this source, all when empty
     * @param reason only ends for this reason, all when empty
     * @param limit at most so many
     */
    public List<EndView> ends(URI admin, Optional<String> source, Optional<String> reason, int limit)
            throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder("/api/v1/ends?limit=").append(limit);
        source.ifPresent(name -> path.append("&source=").append(encoded(name)));
        reason.ifPresent(word -> path.append("&reason=").append(encoded(word)));
        return ask(admin, path.toString(), EndView.class);
    }

    /**
     * Has an input feed a source of that daemon as soon as it delivers, and until it is lost; waits until that is decided.
     *
     * @param input index from 0, as in {@link SourceView#inputs()}
     * @throws RefusedException if there is no such source or input, if it does not deliver, or without the right token
     */
    public ControlView switchInput(URI admin, String source, int input) throws IOException, InterruptedException {
        return change(admin, source, "switch?input=" + input);
    }

    /** Has a source of that daemon begin again with its first input; its listeners stay connected. */
    public ControlView restart(URI admin, String source) throws IOException, InterruptedException {
        return change(admin, source, "restart");
    }

    /** Empties the ring of a source of that daemon while it goes on. */
    public ControlView clear(URI admin, String source) throws IOException, InterruptedException {
        return change(admin, source, "clear");
    }

    /** Ends one listener of that daemon, by the id that {@link #listeners} shows. */
    public KickView kick(URI admin, long listener) throws IOException, InterruptedException {
        return calls.post(requireAdmin(admin), "/api/v1/listeners/" + listener + "/kick", "", KickView.class);
    }

    /**
     * Gives {@code more} each event of that daemon as it happens, until it says no.
     *
     * @param source only events of this source, all when empty
     * @param after id of the last event that was taken: those behind it come first, as far as the daemon remembers
     * @throws UnavailableException if it cannot be had, or was cut
     */
    public void events(URI admin, Optional<String> source, Optional<String> after, Predicate<EventView> more)
            throws IOException, InterruptedException {
        String path = "/api/v1/events"
                + source.map(name -> "?source=" + encoded(name)).orElse("");
        try (InputStream body = calls.events(requireAdmin(admin), path, after)) {
            if (!EventReader.read(body, more)) {
                throw new UnavailableException(admin.resolve(path) + " has ended");
            }
        } catch (UnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw new UnavailableException(admin.resolve(path) + " was cut: " + Reasons.of(e), e);
        }
    }

    private ControlView change(URI admin, String source, String action) throws IOException, InterruptedException {
        String path = "/api/v1/sources/" + encoded(source).replace("+", "%20") + "/" + action;
        return calls.post(requireAdmin(admin), path, source, ControlView.class);
    }

    private long listenTcp(URI stream, OutputStream sink, ListenWatch watch) throws IOException {
        if (stream.getHost() == null || stream.getPort() < 0) {
            throw new IllegalArgumentException("stream: " + stream + " (expected: tcp://host:port)");
        }
        try (Socket socket = new Socket()) {
            try {
                socket.setKeepAlive(true);
                socket.connect(
                        new InetSocketAddress(stream.getHost(), stream.getPort()),
                        Math.toIntExact(connectTimeout.toMillis()));
            } catch (IOException e) {
                throw new UnavailableException("cannot connect to " + stream + ": " + Reasons.of(e), e);
            }
            return copy(stream, socket.getInputStream(), sink, watch);
        }
    }

    private long listenHttp(URI stream, OutputStream sink, ListenWatch watch) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(stream).header("User-Agent", userAgent).build();
        HttpResponse<InputStream> response = send(request);
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw Reasons.refused(stream, response.statusCode(), body);
            }
            return copy(stream, body, sink, watch);
        }
    }

    private <T extends Record> List<T> ask(URI admin, String path, Class<T> type)
            throws IOException, InterruptedException {
        byte[] answer = answer(admin, path, "application/json");
        try {
            return Json.readList(new String(answer, StandardCharsets.UTF_8), type);
        } catch (JsonException e) {
            throw new UnavailableException(
                    admin.resolve(path) + " gave no answer that is understood: " + e.getMessage(), e);
        }
    }

    private byte[] answer(URI admin, String path, String mediaType) throws IOException, InterruptedException {
        URI target = requireAdmin(admin).resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .header("User-Agent", userAgent)
                .header("Accept", mediaType)
                .timeout(ANSWER_TIMEOUT);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw Reasons.refused(target, response.statusCode(), body);
            }
            return body.readNBytes(MAX_ANSWER_BYTES);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyStream.handler());
        } catch (IOException e) {
            throw new UnavailableException("cannot connect to " + request.uri() + ": " + Reasons.of(e), e);
        }
    }

    private static long copy(URI stream, InputStream in, OutputStream sink, ListenWatch watch) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        while (true) {
            int read;
            try {
                read = in.read(buffer);
            } catch (IOException e) {
                throw new UnavailableException(stream + " was cut after " + total + " bytes: " + Reasons.of(e), e);
            }
            if (read < 0) {
                return total;
            }
            try {
                sink.write(buffer, 0, read);
                sink.flush();
            } catch (IOException e) {
                throw new SinkException(e);
            }
            total += read;
            watch.onBytes(read, Optional.empty());
        }
    }

    private static URI requireAdmin(URI admin) {
        if (!scheme(admin).equals("http") && !scheme(admin).equals("https")) {
            throw new IllegalArgumentException("admin: " + admin + " (expected: http://host:port)");
        }
        return admin;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }
}
