package io.ringcast.client;

import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.LiveRange;
import io.ringcast.protocol.live.NewestBytes;
import io.ringcast.protocol.live.Reach;
import io.ringcast.protocol.live.SeamSearch;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a live stream whose server may know RFC 8673 but did not say where its first body began. Where the next byte is, is asked
 * and looked for behind the first cut, and proven behind each: the newest bytes are asked for again.
 *
 * <pre>
 *   HEAD  Range: bytes=0-          206, Content-Range: bytes TAIL-(HEAD-1)/*
 *   GET   Range: bytes=S-(HEAD-1)    ──────[≡≡≡≡]──────┤         the newest bytes, at one place only, or in doubt
 *   GET   Range: bytes=N-K-…               [≡≡≡≡]══════════►     goes on behind them
 * </pre>
 *
 * <p>Used by the thread that listens.
 */
final class PlainBody {

    private static final int KEPT = 4096;

    /** Fewer bytes prove nothing. */
    private static final int LEAST = 1024;

    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);

    private final String entityTag;
    private final NewestBytes newest = new NewestBytes(KEPT);
    private long read;

    /** The place is not to be found, and why. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1;

        Lost(String why) {
            super(why, null, false, false);
        }
    }

    private PlainBody(String entityTag) {
        this.entityTag = entityTag;
    }

    /** The body of a 200 that has a strong entity tag, and does not say that its server knows no ranges. */
    static Optional<PlainBody> of(HttpHeaders headers) {
        boolean ranges = headers.firstValue("Accept-Ranges")
                .map(units -> units.toLowerCase(Locale.ROOT).contains("bytes"))
                .orElse(true);
        return headers.firstValue("ETag")
                .map(String::strip)
                .filter(tag -> ranges && tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\""))
                .map(PlainBody::new);
    }

    /** {@code count} bytes from {@code from} on were written. */
    void add(byte[] buffer, int from, int count) {
        newest.add(ByteBuffer.wrap(buffer, from, count));
        read += count;
    }

    /** Whether enough was read to be known again. */
    boolean isKnown() {
        return newest.size() >= LEAST;
    }

    /** What comes again before the byte that is asked for. */
    byte[] repeated() {
        return newest.copy();
    }

    /** Whether {@code last}, the end of a part, says that it goes on living (RFC 8673, 2.2). */
    static boolean isLive(String last) {
        return last.equals(Long.toString(LiveRange.LIVE_LAST));
    }

    /**
     * Finds the byte that comes next.
     *
     * @throws IOException when it is worth another try
     * @throws Lost when it is not
     */
    ListenPosition find(HttpClient http, String userAgent, URI stream) throws IOException, InterruptedException, Lost {
        HttpRequest ask = request(stream, userAgent)
                .method("HEAD", BodyPublishers.noBody())
                .header("Range", Reach.OPEN_RANGE)
                .build();
        HttpResponse<InputStream> held = http.send(ask, BodyHandlers.ofInputStream());
        held.body().close();
        check(held);
        Optional<Reach> reach = held.statusCode() == 206 ? Reach.of(contentRange(held)) : Optional.empty();
        if (reach.isEmpty()) {
            throw new Lost("it does not say where it begins, nor what it holds");
        }
        Optional<Reach> part = reach.get().searched(read, newest.size());
        if (part.isEmpty()) {
            throw new Lost("it holds bytes " + reach.get().first() + " to "
                    + reach.get().last() + " only, in which none of those that came can be");
        }
        return new ListenPosition(entityTag, lookThrough(http, userAgent, stream, part.get()));
    }

    private long lookThrough(HttpClient http, String userAgent, URI stream, Reach part)
            throws IOException, InterruptedException, Lost {
        HttpRequest look = request(stream, userAgent)
                .header("Range", part.range())
                .header("If-Range", entityTag)
                .build();
        HttpResponse<InputStream> found = http.send(look, BodyHandlers.ofInputStream());
        try (InputStream body = found.body();
                StallGuard guard = new StallGuard(body, LONGEST_SEARCH, LONGEST_SEARCH.toNanos())) {
            check(found);
            if (found.statusCode() == 416) {
                throw new IOException("bytes " + part.first() + " to " + part.last() + " have just left its ring");
            }
            Optional<Reach> given = found.statusCode() == 206 ? Reach.of(contentRange(found)) : Optional.empty();
            if (given.isEmpty() || given.get().first() < part.first()) {
                throw new Lost("it does not give parts of what it holds");
            }
            guard.reads();
            SeamSearch search = new SeamSearch(newest.copy());
            long at = given.get().first();
            byte[] buffer = new byte[64 * 1024];
            while (at <= part.last() && !search.isDoubtful()) {
                int count = body.read(buffer, 0, (int) Math.min(buffer.length, part.last() + 1 - at));
                if (count < 0) {
                    throw new IOException("the part ended at byte " + at);
                }
                search.add(ByteBuffer.wrap(buffer, 0, count));
                at += count;
            }
            OptionalLong end = search.end();
            if (end.isEmpty()) {
                throw new Lost(
                        search.isDoubtful()
                                ? "its last bytes are in the stream more than once"
                                : "its last bytes are not among those that the server holds");
            }
            return given.get().first() + end.getAsLong();
        }
    }

    private void check(HttpResponse<?> response) throws IOException, Lost {
        if (response.statusCode() >= 500) {
            throw new IOException("status " + response.statusCode());
        }
        Optional<String> tag = response.headers().firstValue("ETag");
        if (tag.isPresent() && !tag.get().strip().equals(entityTag)) {
            throw new Lost("the stream is another one now (its ETag was " + entityTag + ")");
        }
    }

    private static @Nullable String contentRange(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Range").orElse(null);
    }

    private static HttpRequest.Builder request(URI stream, String userAgent) {
        return HttpRequest.newBuilder(stream)
                .timeout(LONGEST_SEARCH)
                .header("User-Agent", userAgent)
                .header(LivePlace.COUNTS_FIELD, "1");
    }
}
