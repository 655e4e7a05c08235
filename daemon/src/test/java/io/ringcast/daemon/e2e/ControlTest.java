package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.protocol.api.ControlView;
import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import io.ringcast.protocol.api.KickView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.ProblemView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator changes over the admin port, with curl, and who may not. */
@Timeout(120)
final class ControlTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final String NEWS = """
            [source.news]
            inputs = ["test:counter?rate=1Mbit/s", "test:card"]
            outputs = ["tcp://127.0.0.1:0"]
            """;

    @TempDir
    Path dir = Path.of("");

    private RunningDaemon daemon = RunningDaemon.of(NEWS);

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void kicksATcpAndAnHttpListenerWhileAnotherHearsOn() throws Exception {
        awaitStreaming();
        Ear.Counter exact = new Ear.Counter();
        try (Hearer stays = Hearer.tcp(daemon.tcpPort("news"), exact);
                Hearer raw = Hearer.tcp(daemon.tcpPort("news"), Ear.deaf());
                Hearer http = Hearer.http(daemon.httpPort(), "/news", Ear.deaf())) {
            await().atMost(LIMIT).until(() -> stays.heard() > 0 && raw.heard() > 0 && http.heard() > 0);

            KickView first = Json.read(post("/api/v1/listeners/" + idOf(raw) + "/kick").body, KickView.class);
            KickView second = Json.read(post("/api/v1/listeners/" + idOf(http) + "/kick").body, KickView.class);

            assertThat(first.listener().kind()).isEqualTo("tcp");
            assertThat(second.listener().kind()).isEqualTo("http");
            assertThat(raw.awaitEnd(LIMIT)).isEqualTo(Hearer.End.BROKEN);
            assertThat(http.awaitEnd(LIMIT)).isEqualTo(Hearer.End.BROKEN);
            await().atMost(LIMIT).until(() -> daemon.ends().size() == 2);
            assertThat(daemon.ends()).allMatch(end -> end.reason() == EndReason.KICKED);
            assertThat(daemon.ends()).allMatch(end -> end.detail().startsWith("ended by 127.0.0.1:"));
            assertThat(daemon.metrics("ringcast_listener_ends_total", "reason=\"kicked\""))
                    .isEqualTo(2);
            long heard = stays.heard();
            await().atMost(LIMIT).until(() -> stays.heard() > heard);
            assertThat(exact.report().isExact()).as("%s", exact.report()).isTrue();
            Answer again = post("/api/v1/listeners/" + first.listener().id() + "/kick");
            assertThat(again.status).isEqualTo(404);
        }
    }

    @Test
    void restartsASourceUnderItsListeners() throws Exception {
        awaitStreaming();
        try (Hearer stays = Hearer.tcp(daemon.tcpPort("news"), Ear.deaf())) {
            await().atMost(LIMIT).until(() -> stays.heard() > 0);

            ControlView done = Json.read(post("/api/v1/sources/news/restart").body, ControlView.class);

            assertThat(done.outcome()).isEqualTo("done");
            awaitStreaming();
            long heard = stays.heard();
            await().atMost(LIMIT).until(() -> stays.heard() > heard);
            assertThat(stays.connected()).isTrue();
        }
    }

    @Test
    void switchesToTheInputThatIsAskedFor() throws Exception {
        awaitStreaming();

        ControlView byQuery = Json.read(post("/api/v1/sources/news/switch?input=1").body, ControlView.class);
        ControlView byBody = Json.read(
                post("/api/v1/sources/news/switch", "-H", "Content-Type: application/json", "-d", "{\"input\": 1}")
                        .body,
                ControlView.class);
        Answer none = post("/api/v1/sources/news/switch?input=7");
        Answer unknown = post("/api/v1/sources/nwes/switch?input=0");

        assertThat(byQuery.outcome()).isEqualTo("done");
        assertThat(byBody.outcome()).isEqualTo("unchanged");
        assertThat(daemon.status("news").active()).isEqualTo(1);
        assertThat(daemon.metrics("ringcast_input_switches_total", "reason=\"manual\""))
                .isEqualTo(1);
        assertThat(none.status).isEqualTo(400);
        assertThat(none.problem().known()).containsExactly("0 test:counter?rate=1Mbit/s", "1 test:card");
        assertThat(unknown.status).isEqualTo(404);
        assertThat(unknown.problem().known()).containsExactly("news");
    }

    @Test
    void emptiesTheRingUnderWhoeverKeepsUp() throws Exception {
        awaitStreaming();
        Ear.Counter exact = new Ear.Counter();
        try (Hearer stays = Hearer.tcp(daemon.tcpPort("news"), exact)) {
            await().atMost(LIMIT).until(() -> stays.heard() > 100_000);
            long head = daemon.head("news");

            ControlView done = Json.read(post("/api/v1/sources/news/clear").body, ControlView.class);

            assertThat(done.outcome()).isEqualTo("done");
            assertThat(daemon.unit("news").stream().ring().tail()).isGreaterThanOrEqualTo(head);
            long heard = stays.heard();
            await().atMost(LIMIT).until(() -> stays.heard() > heard);
            assertThat(exact.report().isExact()).as("%s", exact.report()).isTrue();
        }
    }

    @Test
    void refusesWhatCannotBeDoneAndChangesNothing() throws Exception {
        restartDaemon("", """
                [source.sleeps]
                inputs = ["test:card"]
                on-demand = true

                [source.news]
                inputs = ["test:card", "http://127.0.0.1:1/gone"]
                """);
        awaitStreaming();

        Answer asleep = post("/api/v1/sources/sleeps/restart");
        Answer gone = post("/api/v1/sources/news/switch?input=1");

        assertThat(asleep.status).isEqualTo(409);
        assertThat(asleep.problem().error()).contains("first listener");
        assertThat(gone.status).isEqualTo(409);
        assertThat(gone.problem().error()).contains("did not deliver");
        assertThat(daemon.status("news").active()).isZero();
        assertThat(daemon.status("sleeps").state()).isInstanceOf(SourceState.Idle.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://evil.example, 403",
        "Origin: http://localhost:1, 403",
        "Origin: null, 403",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-site, 403",
        "Content-Type: application/x-www-form-urlencoded, 415",
        "Content-Type: text/plain;charset=UTF-8, 415",
        "Content-Type: multipart/form-data; boundary=x, 415",
        "Host: rebound.example, 403",
    })
    void pagesOfOthersChangeNothing(String header, int status) {
        awaitStreaming();

        Answer answer = post("/api/v1/sources/news/switch?input=1", "-H", header);

        assertThat(answer.status).isEqualTo(status);
        assertThat(daemon.status("news").active()).isZero();
        assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"")).isEqualTo(1);
    }

    @Test
    void aPageOfTheAdminPortItselfMayChange() {
        awaitStreaming();
        String own = daemon.admin("").toString();

        assertThat(post("/api/v1/sources/news/restart", "-H", "Origin: " + own, "-H", "Sec-Fetch-Site: same-origin")
                        .status)
                .isEqualTo(200);
    }

    @Test
    void needsTheTokenWhereOneIsConfigured() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), "sesame\n");
        restartDaemon("admin = \"0.0.0.0:0\"\nadmin-token = { file = \"" + file + "\" }", NEWS);
        awaitStreaming();

        Answer without = post("/api/v1/sources/news/restart", "-i");
        Answer wrong = post("/api/v1/sources/news/restart", "-H", "Authorization: Bearer sesam");
        Answer basic = post("/api/v1/sources/news/restart", "-u", "x:sesame");
        Answer right = post("/api/v1/sources/news/restart", "-H", "Authorization: bearer sesame");

        assertThat(List.of(without.status, wrong.status, basic.status)).containsOnly(401);
        assertThat(without.body)
                .containsIgnoringCase("www-authenticate: Bearer")
                .doesNotContain("sesame");
        assertThat(right.status).isEqualTo(200);
        assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"admin-token\""))
                .isEqualTo(3);
        assertThat(curl(daemon.admin("/api/v1/sources").toString()).status)
                .as("reading")
                .isEqualTo(200);
    }

    @Test
    void changesNothingWithoutATokenWhereOthersCanReachIt() throws Exception {
        restartDaemon("admin = \"0.0.0.0:0\"", NEWS);

        Answer answer = post("/api/v1/sources/news/restart");

        assertThat(answer.status).isEqualTo(403);
        assertThat(answer.problem().error()).contains("admin-token");
    }

    @Test
    void tellsCurlWhatHappensAndWhatItMissed() throws Exception {
        awaitStreaming();
        Path told = dir.resolve("told");
        try (Tool follows = Tool.start(
                "curl",
                "-sN",
                "-o",
                told.toString(),
                daemon.admin("/api/v1/events").toString())) {
            await().atMost(LIMIT)
                    .until(() -> Files.exists(told) && !Files.readString(told).isEmpty());
            try (Hearer raw = Hearer.tcp(daemon.tcpPort("news"), Ear.deaf())) {
                await().atMost(LIMIT).until(() -> raw.heard() > 0);
                post("/api/v1/listeners/" + idOf(raw) + "/kick");
                post("/api/v1/sources/news/switch?input=1");
                await().atMost(LIMIT).until(() -> Files.readString(told).contains("event: input-switched"));
                await().atMost(LIMIT).until(() -> Files.readString(told).contains("event: listener-ended"));
            }
            assertThat(follows.running()).isTrue();
        }

        List<EventView> events = events(Files.readString(told));
        assertThat(events).extracting(EventView::event).contains("control", "listener-ended", "input-switched");
        assertThat(events)
                .filteredOn(event -> event.event().equals("listener-ended"))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).contains("kicked"));
        Answer rest = curl(
                daemon.admin("/api/v1/events").toString(),
                "-m",
                "2",
                "-H",
                "Last-Event-ID: " + events.get(0).id());
        assertThat(events(rest.body)).containsSubsequence(events.subList(1, events.size()));
        assertThat(events(rest.body)).doesNotContain(events.get(0));
    }

    private void restartDaemon(String keys, String sources) {
        daemon.close();
        daemon = RunningDaemon.start(keys, sources);
    }

    private void awaitStreaming() {
        await().atMost(LIMIT).until(() -> daemon.status("news").state() instanceof SourceState.Streaming);
    }

    private long idOf(Hearer hearer) throws JsonException {
        String remote = "127.0.0.1:" + hearer.localPort();
        return Json.readList(curl(daemon.admin("/api/v1/listeners").toString()).body, ListenerView.class).stream()
                .filter(view -> view.remote().equals(remote))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static List<EventView> events(String text) throws JsonException {
        List<EventView> events = new ArrayList<>();
        // The last one may have been cut.
        for (String block : text.substring(0, text.lastIndexOf("\n\n")).split("\n\n")) {
            for (String line : block.split("\n")) {
                if (line.startsWith("data: ")) {
                    events.add(Json.read(line.substring("data: ".length()), EventView.class));
                }
            }
        }
        return events;
    }

    private Answer post(String path, String... options) {
        List<String> all = new ArrayList<>(List.of("-X", "POST"));
        all.addAll(List.of(options));
        return curl(daemon.admin(path).toString(), all.toArray(String[]::new));
    }

    private static Answer curl(String url, String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-w", "\n%{http_code}"));
        command.addAll(List.of(options));
        command.add(url);
        String out = Tool.run(LIMIT, command.toArray(String[]::new)).text();
        int end = out.lastIndexOf('\n');
        return new Answer(Integer.parseInt(out.substring(end + 1)), out.substring(0, end));
    }

    private record Answer(int status, String body) {

        ProblemView problem() throws JsonException {
            return Json.read(body, ProblemView.class);
        }
    }
}
