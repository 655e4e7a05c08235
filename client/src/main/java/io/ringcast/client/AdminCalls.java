package io.ringcast.client;

import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import io.ringcast.protocol.api.ProblemView;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Asks a daemon for changes and follows its events. Immutable; any thread, which waits. */
final class AdminCalls {

    /** A switch is answered after 20 s at the latest. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int MAX_PROBLEM_BYTES = 64 * 1024;

    /** A name or a number of what is asked for; looked up among what is known when there is none. */
    private static final int NOT_FOUND = 404;

    private final HttpClient http;
    private final String userAgent;
    private final Optional<String> token;

    AdminCalls(HttpClient http, String userAgent, Optional<String> token) {
        this.http = http;
        this.userAgent = userAgent;
        this.token = token;
    }

    /** Asks for a change; {@code given} is the name in it that may be mistyped. */
    <T extends Record> T post(URI admin, String path, String given, Class<T> type)
            throws IOException, InterruptedException {
        URI target = admin.resolve(path);
        HttpRequest request = request(target, "application/json")
                .timeout(ANSWER_TIMEOUT)
                .POST(BodyPublishers.noBody())
                .build();
        try (InputStream body = send(request, given).body()) {
            return Json.read(new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8), type);
        } catch (JsonException e) {
            throw new UnavailableException(target + " gave no answer that is understood: " + e.getMessage(), e);
        }
    }

    /** The body of the event stream; to be closed. */
    InputStream events(URI admin, String path, Optional<String> after) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(admin.resolve(path), "text/event-stream");
        after.ifPresent(id -> request.header("Last-Event-ID", id));
        return send(request.build(), "").body();
    }

    private HttpRequest.Builder request(URI target, String mediaType) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target).header("User-Agent", userAgent).header("Accept", mediaType);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest request, String given) throws IOException, InterruptedException {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UnavailableException("cannot connect to " + request.uri() + ": " + Reasons.of(e), e);
        }
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw refused(request.uri(), response.statusCode(), body, given);
            }
        }
        return response;
    }

    private static RefusedException refused(URI target, int status, InputStream body, String given) throws IOException {
        String text = new String(body.readNBytes(MAX_PROBLEM_BYTES), StandardCharsets.UTF_8);
        return new RefusedException(target + " answered " + status + sentence(status, text, given), status);
    }

    private static String sentence(int status, String text, String given) {
        try {
            ProblemView problem = Json.read(text, ProblemView.class);
            String known = problem.known().isEmpty() ? "" : " Known: " + String.join(", ", problem.known()) + ".";
            String meant = status == NOT_FOUND
                    ? Suggestion.among(problem.known(), given)
                            .map(name -> " Did you mean '" + name + "'?")
                            .orElse("")
                    : "";
            return ": " + problem.error() + known + meant;
        } catch (JsonException e) {
            // A proxy between, or the guard before the API.
            return text.lines().findFirst().map(line -> ": " + line.strip()).orElse("");
        }
    }
}
