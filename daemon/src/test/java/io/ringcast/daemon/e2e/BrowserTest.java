package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import io.ringcast.daemon.e2e.BrowserViewer.Player;
import io.ringcast.daemon.e2e.BrowserViewer.Seen;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.HlsSite;
import io.ringcast.protocol.access.Grant;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Chromium plays in a page of another site, through hls.js, mpegts.js and by itself. Compiled with the profile {@code browser} only;
 * without a browser it fails.
 */
@Tag("long")
@Timeout(600)
final class BrowserTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** To make an item, on a machine that has much else to do. */
    private static final Duration MAKING = Duration.ofMinutes(4);

    private static final String HLS = """
            hls = { segment = "1s", window = 6 }
            join-wait = "30s"
            """;

    /** What a player of HLS wants to have before it: three target durations (RFC 8216, 6.3.3), and the segment that grows. */
    private static final int HEADSTART_SECONDS = 5;

    /** Longer than the test: nothing ends while somebody plays it. */
    private static final int ITEM_SECONDS = 200;

    private static final String NOISE = "-f lavfi -i anoisesrc=r=44100:a=0.1:d=" + ITEM_SECONDS + " ";
    private static final String TONE = "-f lavfi -i sine=r=44100:d=" + ITEM_SECONDS + " ";
    private static final String PICTURE = "-f lavfi -i testsrc2=s=160x120:r=10:d=" + ITEM_SECONDS + " ";
    private static final String WEBM = "-c:v libvpx -deadline realtime -cpu-used 8 -g 10 -c:a libopus";
    private static final String FRAGMENTS = "-c:v libx264 -preset ultrafast -flags +cgop -g 10 -c:a aac"
            + " -movflags +frag_keyframe+empty_moov+default_base_moof";

    /**
     * Something that Chromium plays by itself.
     *
     * @param name of its file and of its source
     * @param player the element
     * @param from where it is joined; Chromium plays Ogg when it has some 64 KiB of it
     * @param options what ffmpeg is asked for
     */
    private record Item(String name, Player player, String from, String options) {}

    private static Playwright playwright;
    private static Browser browser;
    private static FlakyOrigin site;

    @TempDir
    Path dir = Path.of("");

    @BeforeAll
    static void open() {
        assertThat(CHROMIUM).as("apt-get install chromium").isExecutable();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        // root has no sandbox.
                        .setChromiumSandbox(!System.getProperty("user.name", "").equals("root"))
                        .setArgs(List.of("--autoplay-policy=no-user-gesture-required")));
        HlsSite files = new HlsSite();
        for (String file : List.of("player.html", "player.js", WebPlayers.HLS_JS, WebPlayers.MPEGTS_JS)) {
            String type = file.endsWith(".html") ? "text/html" : "text/javascript";
            files.page("/" + file, Behaviours.file(WebPlayers.file(file)).contentType(type));
        }
        site = FlakyOrigin.serving(files);
    }

    @AfterAll
    static void close() {
        site.close();
        browser.close();
        playwright.close();
    }

    @Test
    void playersPlayTheCardInThePageOfAnotherSite() {
        // given
        try (RunningDaemon daemon = RunningDaemon.of("[source.card]\ninputs = [\"test:card\"]\n" + HLS)) {
            awaitHeadstart(daemon, "card");

            // when
            try (BrowserViewer hls = watching(Player.HLS, daemon.http("/card.m3u8"));
                    BrowserViewer stream = watching(Player.MPEGTS, daemon.http("/card"))) {
                List<BrowserViewer> viewers = List.of(hls, stream);
                for (BrowserViewer viewer : viewers) {
                    viewer.awaitSeen("plays", seen -> seen.time() > 0);
                }
                for (BrowserViewer viewer : viewers) {
                    Seen before = viewer.seen();
                    Seen seen = viewer.awaitPlayed(before, 5);

                    // then
                    assertPlaysWithoutAWord(viewer, seen);
                    assertThat(seen.size()).isEqualTo("640x360");
                    assertThat(seen.pictures() - before.pictures()).isGreaterThan(5 * 25 - 13);
                    assertThat(seen.soundBytes()).isGreaterThan(before.soundBytes());
                }
                assertThat(hls.seen().latency()).isBetween(1.0, 8.0);
                assertThat(stream.responses("/card")).hasSize(1);
                assertTypes(hls.responses(".m3u8"), "application/vnd.apple.mpegurl");
                assertTypes(hls.responses(".ts"), "video/mp2t");
                assertTypes(stream.responses("/card"), "video/mp2t");
            }

            // then: who closes the page has gone
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(daemon.ends())
                            .anySatisfy(
                                    end -> assertThat(end.reason()).isIn(EndReason.PEER_CLOSED, EndReason.PEER_RESET)));
        }
    }

    @Test
    void playersPlayOnWhenAnInputBreaksBetweenTwoPictures() throws IOException {
        // given: two origins with nothing in common but their codecs, and a card of another size
        try (BreakingFilm first = BreakingFilm.of(Film.first(dir, 120));
                BreakingFilm second = BreakingFilm.of(Film.second(dir, 120));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.tv]
                        inputs = ["%s", "%s", "test:card"]
                        %s""".formatted(first.uri(), second.uri(), HLS))) {
            awaitHeadstart(daemon, "tv");
            try (BrowserViewer hls = watching(Player.HLS, daemon.http("/tv.m3u8"));
                    BrowserViewer stream = watching(Player.MPEGTS, daemon.http("/tv"))) {
                List<BrowserViewer> viewers = List.of(hls, stream);
                for (BrowserViewer viewer : viewers) {
                    viewer.awaitSeen(
                            "plays", seen -> seen.time() > 2 && seen.size().equals("96x64"));
                }

                // when
                first.breakOff(BreakingFilm.Place.BETWEEN_PICTURES);
                await().atMost(LIMIT).until(() -> daemon.status("tv").active() == 1);
                for (BrowserViewer viewer : viewers) {
                    viewer.awaitPlayed(viewer.seen(), 6);
                }
                second.breakOff(BreakingFilm.Place.BETWEEN_PICTURES);

                // then
                for (BrowserViewer viewer : viewers) {
                    viewer.awaitSeen("the card", seen -> seen.size().equals("640x360"));
                    Seen before = viewer.seen();
                    Seen seen = viewer.awaitPlayed(before, 4);
                    assertPlaysWithoutAWord(viewer, seen);
                    assertThat(seen.pictures() - before.pictures()).isGreaterThan(4 * 25 - 13);
                }
                assertThat(hls.seen().discontinuities()).isEqualTo(2);
                assertThat(stream.responses("/tv")).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Player.class,
            names = {"HLS", "MPEGTS"})
    void aPageThatStartsItsPlayerAgainPlaysOnBehindABrokenPicture(Player player) throws IOException {
        // given: Chromium decodes no picture that is not whole, and tells its player so
        try (BreakingFilm film = BreakingFilm.of(Film.first(dir, 120));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.tv]
                        inputs = ["%s", "test:card"]
                        %s""".formatted(film.uri(), HLS))) {
            awaitHeadstart(daemon, "tv");
            String path = player == Player.HLS ? "/tv.m3u8" : "/tv";
            try (BrowserViewer viewer =
                    BrowserViewer.insisting(browser, site.uri("/player.html"), player, daemon.http(path))) {
                viewer.awaitSeen("plays", seen -> seen.time() > 2 && seen.size().equals("96x64"));

                // when
                film.breakOff(BreakingFilm.Place.WITHIN_A_KEYFRAME);

                // then
                viewer.awaitSeen("the card", seen -> seen.size().equals("640x360"));
                Seen seen = viewer.awaitPlayed(viewer.seen(), 4);
                assertThat(seen.restarts()).as("%s", seen).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void signedUrlsPlayAndOthersAreRefused() {
        // given
        String key = "0123456789abcdef0123456789abcdef";
        String signature =
                "?" + new Grant("card", Instant.now().plus(Duration.ofHours(1)), Optional.empty()).query(key);
        try (RunningDaemon daemon =
                RunningDaemon.of("[source.card]\ninputs = [\"test:card\"]\nsign-key = \"" + key + "\"\n" + HLS)) {
            awaitHeadstart(daemon, "card");

            // when
            try (BrowserViewer hls = watching(Player.HLS, daemon.http("/card.m3u8" + signature));
                    BrowserViewer stream = watching(Player.MPEGTS, daemon.http("/card" + signature));
                    BrowserViewer unsigned = BrowserViewer.insisting(
                            browser, site.uri("/player.html"), Player.HLS, daemon.http("/card.m3u8"))) {

                // then
                for (BrowserViewer viewer : List.of(hls, stream)) {
                    viewer.awaitSeen("plays", seen -> seen.time() > 0);
                    assertPlaysWithoutAWord(viewer, viewer.awaitPlayed(viewer.seen(), 3));
                }
                assertThat(hls.responses(".ts"))
                        .isNotEmpty()
                        .allSatisfy(segment -> assertThat(segment.url()).endsWith(signature));
                unsigned.awaitSeen("is refused", seen -> seen.errors().contains("manifestLoadError"));
                assertThat(unsigned.seen().time()).isZero();
            }
        }
    }

    @Test
    void elementsAndHlsPlayWhatTheBrowserKnows() {
        // given
        List<Item> items = List.of(
                new Item("mp3", Player.AUDIO, "", NOISE + "-c:a libmp3lame -b:a 128k"),
                new Item("aac", Player.AUDIO, "", NOISE + "-c:a aac"),
                new Item("ogg", Player.AUDIO, "?from=64KiB", NOISE + "-c:a libvorbis"),
                new Item("opus", Player.AUDIO, "?from=64KiB", NOISE + "-c:a libopus -f ogg"),
                new Item("flac", Player.AUDIO, "", NOISE + "-c:a flac"),
                new Item("wav", Player.AUDIO, "", NOISE + "-c:a pcm_s16le"),
                new Item("webm", Player.VIDEO, "", PICTURE + TONE + WEBM),
                new Item("mp4", Player.VIDEO, "", PICTURE + TONE + FRAGMENTS));
        StringBuilder sources = new StringBuilder();
        for (Item item : items) {
            sources.append("""
                    [source.%s]
                    inputs = ["file:%s"]
                    %s""".formatted(item.name(), make(item), HLS));
        }
        try (RunningDaemon daemon = RunningDaemon.start("memory = \"128MiB\"", sources.toString())) {
            for (Item item : items) {
                awaitHeadstart(daemon, item.name());
            }

            for (Item item : items) {
                // when
                String path = "/" + item.name();
                try (BrowserViewer viewer = watching(item.player(), daemon.http(path + item.from()))) {
                    // then: a range that means no more than that there may be some
                    assertPlaysItem(viewer, item.player() == Player.VIDEO);
                    Response answer = viewer.responses(path).get(0);
                    assertThat(answer.request().allHeaders()).containsEntry("range", "bytes=0-");
                    assertThat(answer.status()).isEqualTo(200);
                }
            }
            for (String name : List.of("mp3", "aac", "mp4")) {
                // when
                try (BrowserViewer viewer = watching(Player.HLS, daemon.http("/" + name + ".m3u8"))) {
                    // then
                    assertPlaysItem(viewer, name.equals("mp4"));
                }
            }
        }
    }

    @Test
    void theAddressOfAStreamDownloadsWhatTheBrowserDoesNotPlay() {
        // given
        try (RunningDaemon daemon = RunningDaemon.of("[source.card]\ninputs = [\"test:card\"]\n" + HLS);
                BrowserContext context = browser.newContext();
                Page page = context.newPage()) {
            // when
            Download download = page.waitForDownload(() -> page.evaluate(
                    "url => { location.href = url; }", daemon.http("/card").toString()));

            // then
            assertThat(download.suggestedFilename()).startsWith("card");
            assertThat(daemon.listeners("card")).isEqualTo(1);
            download.cancel();
            await().atMost(LIMIT).until(() -> daemon.listeners("card") == 0);
        }
    }

    private Path make(Item item) {
        Path file = dir.resolve("film." + item.name());
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of(item.options().split(" ")));
        command.add(file.toString());
        Tool.Result made = Tool.run(MAKING, command.toArray(String[]::new));
        assertThat(made.status()).as(made.err()).isZero();
        return file;
    }

    private static BrowserViewer watching(Player player, URI uri) {
        return BrowserViewer.watching(browser, site.uri("/player.html"), player, uri);
    }

    private static void assertPlaysItem(BrowserViewer viewer, boolean hasPicture) {
        Seen before = viewer.awaitSeen("plays", seen -> seen.time() > 0 && seen.soundBytes() > 0);
        Seen seen = viewer.awaitPlayed(before, 2);
        assertPlaysWithoutAWord(viewer, seen);
        assertThat(seen.soundBytes()).as("%s", viewer).isGreaterThan(before.soundBytes());
        assertThat(seen.size()).as("%s", viewer).isEqualTo(hasPicture ? "160x120" : "0x0");
        assertThat(seen.pictures() > before.pictures()).as("%s", viewer).isEqualTo(hasPicture);
    }

    private static void awaitHeadstart(RunningDaemon daemon, String source) {
        await().atMost(LIMIT)
                .until(() -> daemon.metrics("ringcast_ring_seconds", "source=\"" + source + "\"") >= HEADSTART_SECONDS);
    }

    private static void assertPlaysWithoutAWord(BrowserViewer viewer, Seen seen) {
        String what = viewer + ": " + seen;
        assertThat(seen.errors()).as(what).isEmpty();
        assertThat(seen.stalls()).as(what).isZero();
        assertThat(seen.seeks()).as(what).isZero();
        assertThat(seen.ranges()).as(what).hasSize(1);
    }

    private static void assertTypes(List<Response> responses, String type) {
        assertThat(responses).isNotEmpty().allSatisfy(response -> {
            assertThat(response.headerValue("content-type")).isEqualTo(type);
            assertThat(response.headerValue("access-control-allow-origin")).isEqualTo("*");
        });
    }
}
