package io.ringcast.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.http.HostGuard;
import io.ringcast.daemon.http.HttpServer;
import io.ringcast.daemon.http.HttpServerObserver;
import io.ringcast.daemon.http.HttpServerSettings;
import io.ringcast.daemon.metrics.Build;
import io.ringcast.daemon.metrics.DaemonMetrics;
import io.ringcast.daemon.metrics.Exposition;
import io.ringcast.daemon.output.tcp.TcpOutput;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.source.TransportSnapshot;
import io.ringcast.daemon.testing.Bench;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.api.BuildView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.HealthView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.ProblemView;
import io.ringcast.protocol.api.SourceView;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsReport;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class AdminRoutesTest {

    private static final int MIB = 1 << 20;
    private static final Build BUILD = new Build("1.2.3", "nio", "4.2.18", "17");
    private static final SourceSnapshot STREAMING = new SourceSnapshot(
            new SourceState.Streaming(0, Instant.EPOCH),
            0,
            -1,
            List.of(new SourceSnapshot.InputStatus("test:card", 0, Optional.empty())),
            4,
            Optional.of(Instant.EPOCH),
            false);

    private final Bench bench = new Bench(TransportKind.NIO, 64 * MIB, RingLimit.ofBytes(4 * MIB));
    private final TcpOutput output = new TcpOutput(
            bench.transport,
            bench.fanout,
            bench.observer,
            bench.splice.stream(),
            new OutputAccount("test", "lan", "tcp"),
            new ListenerRequest.Terms(
                    new JoinSpec.Oldest(),
                    Duration.ofSeconds(10),
                    Policy.AUTO,
                    Duration.ofSeconds(30),
                    Duration.ofMillis(50)),
            new TcpOutput.Access(List.of(), 100),
            Optional.empty());
    private final List<FixedSource> sources =
            new CopyOnWriteArrayList<>(List.of(new FixedSource(bench.splice.stream(), STREAMING, List.of(output))));
    private final List<HttpServerObserver.Refusal> refusals = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final DaemonMetrics metrics =
            new DaemonMetrics(BUILD, bench.transport, bench.pool, () -> sources, List::of, () -> 0, Optional::empty);
    private final EventReporter events =
            new EventReporter("run", Clock.systemUTC(), System::nanoTime, (task, delay) -> {});
    private final HttpServer server = new HttpServer(
            bench.transport,
            HttpServerSettings.of("Ringcast/test", 100),
            new AdminRoutes(
                            BUILD,
                            metrics,
                            () -> sources,
                            bench.fanout::snapshots,
                            bench.ends,
                            () -> problems,
                            bench.transport.loops(),
                            executor,
                            new ControlRoutes(
                                    List::of,
                                    bench.fanout::kick,
                                    new ChangeGuard(Optional.empty(), () -> true, metrics),
                                    events),
                            new EventRoutes(events, Clock.systemUTC(), metrics))
                    .router(),
            Optional.of(new HostGuard(Set.of())),
            refusals::add,
            Clock.systemUTC());
    private final int port = server.bind(ListenAddress.parse("127.0.0.1:0")).getPort();
    private final HttpClient client = HttpClient.newBuilder().build();

    @AfterEach
    void closeAndLookForLeaks() {
        server.close();
        output.close();
        metrics.close();
        executor.shutdown();
        bench.close();
        LeakPresenceDetector.check();
    }

    @Test
    void showsSourcesListenersAndHowTheyEnded() throws Exception {
        bench.begin(Format.OPAQUE, false);
        bench.write(new byte[] {1, 2, 3, 4});
        InetSocketAddress address = output.bind(ListenAddress.parse("127.0.0.1:0"));
        try (Socket listener = new Socket(address.getAddress(), address.getPort())) {
            // Closed so that the daemon sees it though it writes nothing more.
            listener.setSoLinger(true, 0);
            assertThat(listener.getInputStream().readNBytes(4)).hasSize(4);

            assertThat(list("/api/v1/listeners?source=test", ListenerView.class))
                    .singleElement()
                    .satisfies(view -> {
                        assertThat(view.source()).isEqualTo("test");
                        assertThat(view.output()).isEqualTo("lan");
                        assertThat(view.bytes()).isEqualTo(4);
                    });
            assertThat(list("/api/v1/sources", SourceView.class))
                    .singleElement()
                    .satisfies(this::isTest);
            isTest(Json.read(get("/api/v1/sources/test").body(), SourceView.class));
        }
        await().until(() -> !bench.ends.newest(1).isEmpty());

        assertThat(list("/api/v1/listeners", ListenerView.class)).isEmpty();
        String reason = bench.ends.newest(1).get(0).reason().word();
        assertThat(list("/api/v1/ends?source=test&limit=5&reason=" + reason, EndView.class))
                .singleElement()
                .satisfies(end -> assertThat(end.listener().bytes()).isEqualTo(4));
        assertThat(list("/api/v1/ends?reason=memory", EndView.class)).isEmpty();
        assertThat(list("/api/v1/ends?source=&reason=", EndView.class)).hasSize(1);
    }

    @Test
    void showsTheEndsOfASourceThatIsGone() throws Exception {
        bench.begin(Format.OPAQUE, false);
        bench.write(new byte[] {1});
        InetSocketAddress address = output.bind(ListenAddress.parse("127.0.0.1:0"));
        try (Socket listener = new Socket(address.getAddress(), address.getPort())) {
            // Closed so that the daemon sees it though it writes nothing more.
            listener.setSoLinger(true, 0);
            assertThat(listener.getInputStream().read()).isEqualTo(1);
        }
        await().until(() -> !bench.ends.newest(1).isEmpty());

        sources.clear();

        assertThat(list("/api/v1/ends?source=test", EndView.class)).hasSize(1);
        assertThat(get("/api/v1/ends?source=other").statusCode()).isEqualTo(400);
    }

    @Test
    void showsTheTransportStreamOfASource() throws Exception {
        // given: one that is none
        HttpResponse<String> none = get("/api/v1/sources/test/ts");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("MPEG-TS");

        // when: it becomes one
        TsReport report = TsAnalyser.byClock().report();
        sources.set(
                0,
                new FixedSource(
                        bench.splice.stream(),
                        STREAMING,
                        List.of(output),
                        Optional.of(new TransportSnapshot(report, 1e6))));

        // then
        HttpResponse<String> answer = get("/api/v1/sources/test/ts");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.read(answer.body(), TsReport.class)).isEqualTo(report);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/sources/nws, 404", "/api/v1/listeners?source=nws, 400", "/api/v1/ends?source=nws, 400"})
    void anUnknownNameIsAnsweredWithTheNames(String path, int status) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Json.read(response.body(), ProblemView.class))
                .isEqualTo(new ProblemView("There is no source \"nws\" (expected: one of known).", List.of("test")));
    }

    @ParameterizedTest
    @CsvSource({"limit=0, 1 to 100000", "limit=x, 1 to 100000", "limit=100001, 1 to 100000", "reason=tired, peer-closed"
    })
    void aValueThatCannotBeIsAnsweredWithWhatCan(String query, String expected) throws Exception {
        HttpResponse<String> response = get("/api/v1/ends?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(expected);
    }

    @Test
    void anUnknownPathIsAnsweredWithThePathsAndAWrongMethodWithTheRightOne() throws Exception {
        HttpResponse<String> nothing = get("/api/v2/sources");
        HttpResponse<String> wrong = client.send(
                request("/api/v1/sources")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(Json.read(nothing.body(), ProblemView.class).known()).isEqualTo(AdminRoutes.PATHS);
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void everyAnswerOfTheApiIsJsonThatNobodyMayKeep() throws Exception {
        for (String path : List.of(
                "/api/v1/sources",
                "/api/v1/sources/test",
                "/api/v1/sources/other",
                "/api/v1/listeners",
                "/api/v1/ends",
                "/api/v1/build",
                "/api/v1/openapi.json",
                "/health/live",
                "/health/ready")) {
            HttpResponse<String> response = get(path);
            assertThat(response.headers().firstValue("content-type")).as(path).contains("application/json");
            assertThat(response.headers().firstValue("cache-control")).as(path).contains("no-store");
        }
    }

    @Test
    void readinessFlipsWithItsReasonsAndKnowsNothingOfSources() throws Exception {
        sources.clear();
        assertThat(health("/health/ready", 200)).isEqualTo(new HealthView(true, List.of()));

        problems.add("memory: 0 of 512 MiB free");

        assertThat(health("/health/ready", 503)).isEqualTo(new HealthView(false, List.of("memory: 0 of 512 MiB free")));
        assertThat(health("/health/live", 200)).isEqualTo(new HealthView(true, List.of()));

        problems.clear();

        assertThat(health("/health/ready", 200).ok()).isTrue();
    }

    @Test
    void livenessSaysHowManyLoopsAreStuck() {
        CountDownLatch held = new CountDownLatch(1);
        HealthRoutes routes = new HealthRoutes(bench.transport.loops(), List::of, Duration.ofMillis(100));
        bench.sourceLoop().execute(() -> awaitQuietly(held));

        Answer stuck = routes.live().toCompletableFuture().join();
        held.countDown();

        assertThat(stuck.status().code()).isEqualTo(503);
        assertThat(new String(stuck.body(), StandardCharsets.UTF_8))
                .contains("1 of 2 event loops did not run a task within 100 ms.");
        HealthRoutes patient = new HealthRoutes(bench.transport.loops(), List::of, Duration.ofSeconds(20));
        assertThat(patient.live().toCompletableFuture().join().status().code()).isEqualTo(200);
    }

    @Test
    void givesMetricsInTheFormatThatIsAskedFor() throws Exception {
        HttpResponse<byte[]> text = client.send(request("/metrics").build(), HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<String> open = client.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text;version=1.0.0")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(text.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(new Exposition(text.body()).value("ringcast_ingest_bytes_total", "source", "test"))
                .isEqualTo(4);
        assertThat(open.headers().firstValue("content-type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void pagesOfOthersGetNothing() throws Exception {
        HttpResponse<String> refused = client.send(
                request("/api/v1/sources")
                        .header("Origin", "http://evil.example")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("test:card");
        assertThat(refusals).containsExactly(HttpServerObserver.Refusal.HOST);
    }

    @Test
    void thePageIsWholeAndMayRunOnlyItsOwnScript() throws Exception {
        HttpResponse<String> page = get("/");
        HttpResponse<String> script = get("/status.js");
        HttpResponse<String> style = get("/status.css");

        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'; script-src 'self'");
        assertThat(page.body())
                .contains("<script src=\"status.js\"", "href=\"status.css\"")
                .doesNotContain("onclick", "style=");
        assertThat(script.headers().firstValue("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(script.body()).doesNotContain("innerHTML");
        assertThat(style.headers().firstValue("content-type")).contains("text/css; charset=utf-8");
        Matcher id = Pattern.compile("byId\\(\"(\\w+)\"\\)").matcher(script.body());
        int ids = 0;
        while (id.find()) {
            assertThat(page.body()).contains("id=\"" + id.group(1) + "\"");
            ids++;
        }
        assertThat(ids).isPositive();
    }

    @Test
    void saysWhatRuns() throws Exception {
        assertThat(Json.read(get("/api/v1/build").body(), BuildView.class))
                .isEqualTo(new BuildView("1.2.3", "nio", "4.2.18", "17"));
    }

    private void isTest(SourceView view) {
        assertThat(view.name()).isEqualTo("test");
        assertThat(view.state()).isEqualTo("streaming");
        assertThat(view.listeners()).isEqualTo(1);
        assertThat(view.head()).isEqualTo(4);
        assertThat(view.deliveredBytes()).isEqualTo(4);
    }

    private HealthView health(String path, int status) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        return Json.read(response.body(), HealthView.class);
    }

    private <T extends Record> List<T> list(String path, Class<T> type) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.readList(response.body(), type);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
