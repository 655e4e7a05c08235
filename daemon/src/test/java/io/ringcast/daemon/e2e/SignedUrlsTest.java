package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.protocol.access.Grant;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Who may listen: signed URLs and tokens, at every path, as players use them. */
@Timeout(120)
final class SignedUrlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String POOR = "You may not listen to this.\n";
    private static final String SOURCES = """
            [source.open]
            inputs = ["test:card"]
            hls = { segment = "1s", window = 3 }
            join-wait = "30s"
            [source.guarded]
            inputs = ["test:card"]
            outputs = ["rtp://127.0.0.1:21599"]
            sign-key = "%s"
            tokens = ["first-token", "se&cond token"]
            hls = { segment = "1s", window = 3 }
            join-wait = "30s"
            """.formatted(KEY);

    @Test
    void everyPathOfASourceAsksForLeave() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            Set<String> named = daemon.paths().stream()
                    .filter(path -> path.contains("{name}"))
                    .collect(Collectors.toSet());

            assertThat(named)
                    .contains(
                            "/{name}",
                            "/{name}/preamble",
                            "/{name}/snapshot",
                            "/{name}.m3u",
                            "/{name}.m3u8",
                            "/{name}.sdp",
                            "/{name}/hls/{file}");
            for (String path : named) {
                for (String name : List.of("guarded", "guarded.ts", "%67uarded")) {
                    URI uri = daemon.http(path.replace("{name}", name).replace("{file}", "1.ts"));
                    HttpResponse<String> refused = get(uri);
                    assertThat(refused.statusCode()).as(uri.toString()).isEqualTo(403);
                    assertThat(refused.body()).isEqualTo(POOR);
                    HttpRequest head = HttpRequest.newBuilder(uri)
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build();
                    assertThat(CLIENT.send(head, HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(403);
                }
            }
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"unsigned\""))
                    .isEqualTo(named.size() * 6L);
            // What names no source tells of none that is guarded.
            for (String path : daemon.paths()) {
                if (!named.contains(path)) {
                    assertThat(get(daemon.http(path)).body()).as(path).doesNotContain("guarded");
                }
            }
            assertThat(get(daemon.http("/nothing")).body()).contains("Streams here: open\n");
        }
    }

    @Test
    void oneSignatureHoldsForAllOfASourceAndForNoOther() throws Exception {
        String other = SOURCES.replace("source.open]", "source.open]\nsign-key = \"" + KEY + "\"");
        try (RunningDaemon daemon = RunningDaemon.of(other)) {
            String query = "?" + grant(HOUR, Optional.empty()).query(KEY);

            for (String path : List.of("/guarded.m3u8", "/guarded.m3u", "/guarded.sdp", "/guarded/snapshot")) {
                assertThat(get(daemon.http(path + query)).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(get(daemon.http("/guarded.m3u" + query)).body())
                    .contains(daemon.http("/guarded" + query).toString() + "\n");
            assertThat(get(daemon.http("/playlist.m3u" + query)).body())
                    .contains("/guarded" + query)
                    .doesNotContain("/open");
            assertThat(get(daemon.http("/open.m3u8" + query)).statusCode()).isEqualTo(403);
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"signature-wrong\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void tokensAreAsGoodAndPlaylistsRepeatThem() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            HttpRequest bearer = HttpRequest.newBuilder(daemon.http("/playlist.m3u?via=hls"))
                    .header("Authorization", "bearer first-token")
                    .build();
            String byHeader =
                    CLIENT.send(bearer, HttpResponse.BodyHandlers.ofString()).body();
            String byQuery = get(daemon.http("/playlist.m3u?via=hls&token=se%26cond+token"))
                    .body();
            HttpResponse<String> media = get(daemon.http("/guarded.m3u8?session=me&token=first-token"));
            HttpResponse<String> status = get(daemon.http("/status-json.xsl?token=first-token"));
            HttpResponse<String> wrong = get(daemon.http("/guarded.m3u8?token=first-toke"));

            assertThat(byHeader).contains("/guarded.m3u8\n").doesNotContain("token");
            assertThat(byQuery)
                    .contains("/guarded.m3u8?token=se%26cond+token\n")
                    .contains("/open.m3u8\n");
            assertThat(media.body()).contains(".ts?session=me&token=first-token\n");
            assertThat(media.headers().firstValue("cache-control"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("private, max-age="));
            assertThat(status.body()).contains("/guarded\"");
            assertThat(wrong.statusCode()).isEqualTo(403);
            assertThat(wrong.body()).isEqualTo(POOR);
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"token-wrong\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void playersFollowASignedPlaylist() {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            String signed = daemon.http("/guarded.m3u8?")
                    + grant(HOUR, Optional.of("127.0.0.0/8")).query(KEY);

            Tool.Result played = Tool.run(LIMIT, "ffmpeg", "-v", "warning", "-i", signed, "-t", "3", "-f", "null", "-");
            Tool.Result unsigned = Tool.run(
                    LIMIT,
                    "ffprobe",
                    "-v",
                    "error",
                    daemon.http("/guarded.m3u8").toString());

            assertThat(played.err()).isEmpty();
            assertThat(played.status()).isZero();
            assertThat(unsigned.err()).contains("403");
        }
    }

    @Test
    @SuppressWarnings("try") // the one that goes on need only be there
    void aRunningListenerIsCutWhenItsLeaveEnds() {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            String signed = daemon.http("/guarded?")
                    + grant(Duration.ofSeconds(3), Optional.empty()).query(KEY);
            try (Tool curl = Tool.start(
                            "curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{size_download}", signed);
                    Tool open = Tool.start(
                            "curl",
                            "-s",
                            "-o",
                            "/dev/null",
                            daemon.http("/open").toString())) {
                Tool.Result cut = curl.await(LIMIT);

                // Connection reset: no player can take it for the end.
                assertThat(cut.status()).isEqualTo(56);
                assertThat(cut.text()).startsWith("200 ").doesNotEndWith(" 0");
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(daemon.ends())
                                .singleElement()
                                .satisfies(end -> assertThat(end.reason()).isEqualTo(EndReason.EXPIRED)));
                assertThat(daemon.listeners("open")).isEqualTo(1);
            }
            assertThat(daemon.metrics("ringcast_listener_ends_total", "reason=\"expired\""))
                    .isEqualTo(1);
            Tool.Result late = Tool.run(LIMIT, "curl", "-s", signed);
            assertThat(late.text()).isEqualTo(POOR);
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"signature-expired\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aNetworkIsThatOfTheClientBehindATrustedProxyAlone() throws Exception {
        String query = "?" + grant(HOUR, Optional.of("203.0.113.0/24")).query(KEY);
        try (RunningDaemon alone = RunningDaemon.of(SOURCES)) {
            assertThat(status(alone.http("/guarded.m3u" + query), "203.0.113.7"))
                    .isEqualTo(403);
        }
        try (RunningDaemon daemon = RunningDaemon.start("trusted-proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]", SOURCES)) {
            assertThat(status(daemon.http("/guarded.m3u" + query), "192.0.2.1")).isEqualTo(403);
            assertThat(status(daemon.http("/guarded.m3u" + query), "203.0.113.7, 192.0.2.1"))
                    .isEqualTo(403);
            assertThat(status(daemon.http("/guarded.m3u" + query), "192.0.2.1, 203.0.113.7, 10.0.0.1"))
                    .isEqualTo(200);
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"signature-network\""))
                    .isEqualTo(2);

            HttpRequest listening = HttpRequest.newBuilder(daemon.http("/guarded" + query))
                    .header("X-Forwarded-For", "203.0.113.7")
                    .build();
            HttpResponse<InputStream> stream = CLIENT.send(listening, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            stream.body().close();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(daemon.ends())
                            .anySatisfy(
                                    end -> assertThat(end.listener().remote()).startsWith("203.0.113.7:")));
            HttpRequest secure = HttpRequest.newBuilder(daemon.http("/open.m3u"))
                    .header("X-Forwarded-Proto", "https")
                    .build();
            assertThat(CLIENT.send(secure, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("https://127.0.0.1:");
        }
    }

    @Test
    void noSecretIsInTheLog() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger("io.ringcast");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            Grant grant = grant(HOUR, Optional.empty());
            String signed = daemon.http("/guarded/snapshot?") + grant.query(KEY);
            Tool.run(LIMIT, "curl", "-s", "-o", "/dev/null", "-e", signed, signed);
            Tool.run(
                    LIMIT,
                    "curl",
                    "-s",
                    "-o",
                    "/dev/null",
                    daemon.http("/guarded?token=wrong-token").toString());
            await().atMost(LIMIT).until(() -> daemon.ends().size() == 1);

            String log = List.copyOf(lines.list).stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .collect(Collectors.joining("\n"));
            String api = get(daemon.admin("/api/v1/ends")).body()
                    + get(daemon.admin("/api/v1/sources")).body();
            assertThat(log).contains("source=guarded event=listener-refused output=http kind=http reason=token-wrong");
            assertThat(log + api + daemon.ends())
                    .doesNotContain(grant.signature(KEY))
                    .doesNotContain("wrong-token")
                    .doesNotContain("first-token")
                    .doesNotContain(KEY);
        } finally {
            root.detachAppender(lines);
        }
    }

    private static Grant grant(Duration time, Optional<String> network) {
        return new Grant("guarded", Instant.now().plus(time), network);
    }

    private static int status(URI uri, String forwardedFor) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("X-Forwarded-For", forwardedFor)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }
}
