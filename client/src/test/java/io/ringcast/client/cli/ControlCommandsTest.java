package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ScriptedServer;
import io.ringcast.protocol.api.ControlView;
import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.KickView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.ProblemView;
import io.ringcast.protocol.api.SourceView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that change what a daemon does, and the one that follows it. */
@Timeout(60)
final class ControlCommandsTest {

    private static final ControlView DONE = new ControlView("news", "switch", "done", "input 1 \u001b[31mfeeds");
    private static final KickView KICKED = new KickView(
            new ListenerView(
                    17,
                    "news",
                    "lan",
                    "tcp",
                    "[::1]:4711",
                    "",
                    "",
                    1,
                    "skip",
                    1,
                    0,
                    0,
                    0,
                    0,
                    new DeliveryView(
                            0, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty())),
            "listener 17 was ended");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    /** Answers, one for each connection; the last one again and again. */
    private final Deque<String> answers = new ArrayDeque<>();

    private final ScriptedServer server = new ScriptedServer(c -> {
        requests.add(ScriptedServer.requestHead(c));
        String answer;
        synchronized (answers) {
            answer = answers.size() > 1 ? answers.remove() : answers.element();
        }
        c.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    });

    ControlCommandsTest() throws IOException {
        environment.put("RINGCAST_ADMIN", server.http("").toString());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "switch news 1, /api/v1/sources/news/switch?input=1",
        "restart news, /api/v1/sources/news/restart",
        "clear a+b, /api/v1/sources/a%2Bb/clear",
    })
    void aChangeIsAPostWithTheToken(String command, String path) throws Exception {
        environment.put("RINGCAST_TOKEN", "sesame");
        answers.add(ok(Json.write(DONE)));

        int code = run(command.split(" "));

        assertThat(code).isZero();
        assertThat(requests.take())
                .startsWith("POST " + path + " HTTP/1.1\r\n")
                .contains("Authorization: Bearer sesame\r\n");
        assertThat(out).hasToString("news: switch done: input 1 ?[31mfeeds\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aChangeAsJsonIsWhatTheApiSaid() {
        answers.add(ok(Json.write(DONE)));

        assertThat(run("restart", "news", "--json")).isZero();

        assertThat(out).hasToString(Json.write(DONE) + "\n");
    }

    @Test
    void anUnknownSourceIsAnsweredWithThoseThatAreKnown() {
        answers.add(problem("404 Not Found", "There is no source \"nwes\".", "card", "news"));

        int code = run("restart", "nwes");

        assertThat(code).isEqualTo(69);
        assertThat(err.toString())
                .endsWith("answered 404: There is no source \"nwes\". Known: card, news. Did you mean 'news'?\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMissingTokenIsSaidWithWhereToGiveIt() {
        answers.add(problem("401 Unauthorized", "A change needs the token."));

        assertThat(run("clear", "news")).isEqualTo(69);

        assertThat(err.toString()).endsWith("A change needs the token. Give it in RINGCAST_TOKEN.\n");
    }

    @Test
    void switchTakesAPartOfAUrlThatOneInputHas() throws Exception {
        answers.add(ok(Json.write(List.of(source()))));
        answers.add(ok(Json.write(DONE)));

        assertThat(run("switch", "news", "backup")).isZero();

        assertThat(requests.take()).startsWith("GET /api/v1/sources ");
        assertThat(requests.take()).startsWith("POST /api/v1/sources/news/switch?input=1 ");
    }

    @ParameterizedTest
    @CsvSource({
        "news, example, 2 inputs with 'example'",
        "news, nothing, no input with 'nothing'",
        "x, a, no source 'x'"
    })
    void switchGuessesNoInput(String name, String input, String why) {
        answers.add(ok(Json.write(List.of(source()))));

        assertThat(run("switch", name, input)).isEqualTo(69);

        assertThat(err.toString()).startsWith("ringcast switch: " + why);
        assertThat(requests).hasSize(1);
    }

    @Test
    void kickEndsAllThatAreThereAndSaysThatSomeAreNot() throws Exception {
        answers.add(problem("404 Not Found", "There is no listener 16."));
        answers.add(ok(Json.write(KICKED)));

        int code = run("kick", "16", "17");

        assertThat(code).isEqualTo(69);
        assertThat(requests.take()).startsWith("POST /api/v1/listeners/16/kick ");
        assertThat(requests.take()).startsWith("POST /api/v1/listeners/17/kick ");
        assertThat(out).hasToString("listener 17 was ended\n");
        assertThat(err).hasToString("ringcast kick: 1 of 2 were not there any more\n");
    }

    @Test
    void eventsAreLinesAndGoOnWhereTheConnectionBroke() throws Exception {
        answers.add(stream(event("a-1", "first\u001b"), event("a-2", "second")));
        answers.add(stream(event("a-3", "third"), event("a-4", "fourth")));

        int code = run("events", "-n", "3");

        assertThat(code).isZero();
        assertThat(out).hasToString("""
                03:04:05  news          input-failed       first? (reason=reset)
                03:04:05  news          input-failed       second (reason=reset)
                03:04:05  news          input-failed       third (reason=reset)
                """);
        assertThat(requests.take()).startsWith("GET /api/v1/events ").doesNotContain("Last-Event-ID");
        assertThat(requests.take()).contains("Last-Event-ID: a-2\r\n");
        assertThat(err.toString()).contains("trying again");
    }

    @Test
    void eventsAsJsonAreOneInALine() {
        EventView event = event("a-1", "first");
        answers.add(stream(event));

        assertThat(run("events", "-n", "1", "--json")).isZero();

        assertThat(out).hasToString(Json.write(event) + "\n");
    }

    @Test
    void eventsOfADaemonThatRefusesAreUnavailable() {
        answers.add(problem("503 Service Unavailable", "32 follow events already."));

        assertThat(run("events")).isEqualTo(69);

        assertThat(err.toString()).endsWith("answered 503: 32 follow events already.\n");
    }

    private int run(String... arguments) {
        return Main.run(
                arguments,
                environment,
                OutputStream.nullOutputStream(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }

    private static String ok(String body) {
        return answer("200 OK", body);
    }

    private static String problem(String status, String error, String... known) {
        return answer(status, Json.write(new ProblemView(error, List.of(known))));
    }

    private static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static String stream(EventView... events) {
        StringBuilder text =
                new StringBuilder("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nretry: 2000\n\n: keepalive\n\n");
        for (EventView event : events) {
            text.append("id: ").append(event.id()).append("\nevent: ").append(event.event());
            text.append("\ndata: ").append(Json.write(event)).append("\n\n");
        }
        return text.toString();
    }

    private static EventView event(String id, String detail) {
        return new EventView(
                id,
                "2026-01-02T03:04:05.123Z",
                "input-failed",
                "news",
                detail,
                Optional.empty(),
                Optional.empty(),
                Optional.of("reset"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static SourceView source() {
        return new SourceView(
                "news",
                "streaming",
                "",
                "",
                "",
                "",
                List.of(
                        new SourceView.InputView(0, "http://main.example/x", true, false, 0, ""),
                        new SourceView.InputView(1, "http://backup.example/x", false, false, 0, "")),
                List.of(),
                "",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty());
    }
}
