package io.ringcast.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks where a live stream has come to (RFC 8673, 2.1): {@code HEAD} with {@code Range: bytes=0-}. Pure but for the network. */
final class LiveEdge {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern RANGE = Pattern.compile("bytes \\d{1,18}-(\\d{1,18})/\\*");
    private static final int PARTIAL_CONTENT = 206;

    private LiveEdge() {}

    /** The byte that comes next there; absent when the server does not say. */
    static Optional<ListenPosition> ask(HttpClient http, String userAgent, URI stream)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stream)
                .method("HEAD", BodyPublishers.noBody())
                .timeout(ANSWER_TIMEOUT)
                .header("User-Agent", userAgent)
                .header("Range", "bytes=0-")
                .build();
        HttpResponse<Void> response;
        try {
            response = http.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UnavailableException("cannot ask " + stream + ": " + Reasons.of(e), e);
        }
        Matcher range =
                RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        if (response.statusCode() != PARTIAL_CONTENT || !range.matches()) {
            return Optional.empty();
        }
        return response.headers()
                .firstValue("ETag")
                .map(tag -> new ListenPosition(tag.strip(), Long.parseLong(range.group(1)) + 1));
    }
}
