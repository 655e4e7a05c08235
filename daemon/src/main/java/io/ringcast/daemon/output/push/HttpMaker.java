package io.ringcast.daemon.output.push;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.http.UploadRequest;
import io.ringcast.daemon.http.UploadRequest.Framing;
import io.ringcast.daemon.stream.Stream;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sends each portion to a web server as the body of one request. Belongs to the loop of its output. */
final class HttpMaker implements Attempt.Maker {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final HttpClient client;
    private final Stream stream;
    private final InstantSource clock;
    private final Target target;

    /** Where the next attempt goes instead, once. */
    private @Nullable URI elsewhere;

    private int redirects;
    private @Nullable Portion named;
    private URI name;

    /**
     * Where to and how.
     *
     * @param shown the URL for people
     * @param url the URL, in which {@code {n}}, {@code {offset}} and {@code {time}} stand for what a portion has
     * @param headers sent along
     * @param contentType what the body is, else what the stream is
     */
    record Target(
            String shown,
            String url,
            String method,
            List<Map.Entry<String, String>> headers,
            Optional<Credentials> credentials,
            Limits limits,
            Optional<String> contentType,
            boolean expects) {

        /** Header fields may hold keys. */
        @Override
        public String toString() {
            return method + " " + shown;
        }
    }

    HttpMaker(HttpClient client, Stream stream, InstantSource clock, Target target) {
        this.client = client;
        this.stream = stream;
        this.clock = clock;
        this.target = target;
        this.name = URI.create(named(target.url(), "0", "0", TIME.format(clock.instant())));
    }

    @Override
    public String url() {
        return target.shown();
    }

    @Override
    public Attempt begin(EventLoop loop, Portion portion, Attempt.Events events) {
        return HttpAttempt.begin(loop, client, request(portion), HttpAttempt.Companion.NONE, this::follow, events);
    }

    private boolean follow(URI to) {
        if (redirects >= target.limits().maxRedirects()) {
            return false;
        }
        redirects++;
        elsewhere = to;
        return true;
    }

    private UploadRequest request(Portion portion) {
        Optional<URI> at = Optional.ofNullable(elsewhere);
        elsewhere = null;
        if (at.isEmpty()) {
            redirects = 0;
        }
        if (!portion.equals(named)) {
            named = portion;
            name = URI.create(named(
                    target.url(),
                    Long.toString(portion.number()),
                    Long.toString(portion.offset().orElse(0)),
                    TIME.format(clock.instant())));
        }
        List<Map.Entry<String, String>> fields = new ArrayList<>(target.headers());
        fields.add(Map.entry(
                "Content-Type",
                target.contentType().orElseGet(() -> stream.info().mediaType())));
        OptionalLong offset = portion.offset();
        if (offset.isPresent()) {
            // With these a server can tell a portion that comes again from one that is new.
            fields.add(Map.entry("Ringcast-Epoch", portion.epoch().epoch().entityTag()));
            fields.add(Map.entry("Ringcast-Offset", Long.toString(offset.getAsLong())));
        }
        OptionalLong length = portion.length();
        return new UploadRequest(
                new DownloadRequest(
                        name, fields, target.credentials(), Optional.empty(), Optional.empty(), target.limits()),
                at,
                target.method(),
                "HTTP/1.1",
                length.isPresent() ? new Framing.Length(length.getAsLong()) : new Framing.Chunked(),
                target.expects());
    }

    /** The placeholders are percent-encoded in a URL that was read. */
    private static String named(String url, String number, String offset, String time) {
        return url.replace("%7Bn%7D", number).replace("%7Boffset%7D", offset).replace("%7Btime%7D", time);
    }
}
