package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.HlsSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HLS from an origin that misbehaves: which of its bytes listeners get, and what it is asked for. The segments are letters. */
final class HlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LIST = "/live/list.m3u8";
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_KEY = "fedcba9876543210".getBytes(StandardCharsets.UTF_8);

    private final HlsSite site = new HlsSite();
    private FlakyOrigin origin;

    @BeforeEach
    void start() {
        origin = FlakyOrigin.serving(site);
        for (String letter : List.of("a", "b", "c", "d", "e", "f", "g")) {
            site.file("/live/" + letter + ".bin", bytes(letter));
        }
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    @Test
    void playsSegmentsOneAfterTheOtherWhereverTheyAre() {
        // given: a list that is elsewhere, as text of no kind, and names relative and absolute URLs
        site.page("/moved", Behaviours.redirect("302 Found", LIST + "?token=1"));
        site.file(
                LIST,
                String.join(
                        "\n",
                        vod(
                                "../live/a.bin?x=1",
                                "/live/b.bin",
                                origin.uri("/live/c.bin").toString())));

        String got = playToTheEnd("/moved");

        assertThat(got).isEqualTo(text("a", "b", "c"));
        assertThat(asked())
                .containsExactly("/moved", LIST + "?token=1", "/live/a.bin?x=1", "/live/b.bin", "/live/c.bin");
    }

    @Test
    void takesPartsOfOneFile() {
        site.file("/live/all.bin", "x".repeat(10) + letters("a") + letters("b"));
        String size = String.valueOf(letters("a").length());
        String[] list = {
            "#EXTM3U",
            "#EXT-X-TARGETDURATION:2",
            "#EXT-X-BYTERANGE:" + size + "@10",
            "#EXTINF:2,",
            "all.bin",
            "#EXT-X-BYTERANGE:" + size,
            "#EXTINF:2,",
            "all.bin",
            "#EXT-X-ENDLIST"
        };
        site.playlist(LIST, list);
        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "b"));

        // an origin that knows no ranges gives all of it
        byte[] whole = ("x".repeat(10) + letters("a") + letters("b")).getBytes(StandardCharsets.UTF_8);
        site.page("/live/all.bin", Behaviours.file(whole).withoutRanges());
        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "b"));
    }

    @Test
    void decryptsWithTheKeyAndVectorOfEachSegment() {
        byte[] vector = new byte[16];
        vector[15] = 77;
        byte[] given = "ABCDEFGHIJKLMNOP".getBytes(StandardCharsets.UTF_8);
        site.file("/keys/1", KEY);
        site.file("/keys/2", OTHER_KEY);
        site.file("/live/77.bin", HlsSite.encrypt(bytes("a"), KEY, vector.clone()));
        vector[15] = 78;
        site.file("/live/78.bin", HlsSite.encrypt(bytes("b"), KEY, vector));
        site.file("/live/79.bin", HlsSite.encrypt(bytes("c"), OTHER_KEY, given));
        site.playlist(
                LIST,
                "#EXTM3U",
                "#EXT-X-TARGETDURATION:2",
                "#EXT-X-MEDIA-SEQUENCE:77",
                "#EXT-X-KEY:METHOD=AES-128,URI=\"/keys/1\"",
                "#EXTINF:2,",
                "77.bin",
                "#EXTINF:2,",
                "78.bin",
                "#EXT-X-KEY:METHOD=AES-128,URI=\"../keys/2\",IV=0x4142434445464748494A4B4C4D4E4F50",
                "#EXTINF:2,",
                "79.bin",
                "#EXT-X-KEY:METHOD=NONE",
                "#EXTINF:2,",
                "d.bin",
                "#EXT-X-ENDLIST");

        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "b", "c", "d"));
        assertThat(asked().stream().filter(path -> path.startsWith("/keys"))).containsExactly("/keys/1", "/keys/2");
    }

    @Test
    void passesOverWhatCannotBeDecrypted() {
        site.file("/keys/1", KEY);
        site.file("/keys/short", "no key");
        site.file("/live/x.bin", HlsSite.encrypt(bytes("a"), KEY, new byte[16]));
        site.playlist(
                LIST,
                "#EXTM3U",
                "#EXT-X-TARGETDURATION:2",
                "#EXT-X-KEY:METHOD=AES-128,URI=\"/keys/short\"",
                "#EXTINF:2,",
                "x.bin",
                "#EXT-X-KEY:METHOD=AES-128,URI=\"file:///etc/hostname\"",
                "#EXTINF:2,",
                "x.bin",
                "#EXT-X-KEY:METHOD=NONE",
                "#EXTINF:2,",
                "b.bin",
                "#EXT-X-ENDLIST");

        assertThat(playToTheEnd(LIST)).isEqualTo(text("b"));
    }

    @Test
    void takesTheBestVariantWithinTheRateAndTheNextOneIfItIsNotThere() {
        site.playlist(
                "/master.m3u8",
                "#EXTM3U",
                "#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=320x180",
                "live/low.m3u8",
                "#EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080",
                "live/high.m3u8",
                "#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720",
                "live/middle.m3u8");
        site.playlist("/live/low.m3u8", vod("a.bin"));
        site.compressed("/live/middle.m3u8", vod("b.bin"));
        site.playlist("/live/high.m3u8", vod("c.bin"));

        assertThat(playToTheEnd("/master.m3u8")).isEqualTo(text("c"));
        assertThat(playToTheEnd("/master.m3u8", "max-bandwidth = \"4Mbit/s\"")).isEqualTo(text("b"));
        assertThat(playToTheEnd("/master.m3u8", "max-bandwidth = \"100kbit/s\""))
                .isEqualTo(text("a"));
        site.page("/live/high.m3u8", Behaviours.status("404 Not Found"));
        assertThat(playToTheEnd("/master.m3u8")).isEqualTo(text("b"));
    }

    @Test
    void goesOnInTheMiddleOfASegmentThatBroke() {
        byte[] long1 = letters("a").repeat(20).getBytes(StandardCharsets.UTF_8);
        site.file("/live/long.bin", long1);
        site.fault("/live/long.bin", (request, wire) -> {
            wire.head("200 OK", "Content-Length: " + long1.length);
            wire.send(long1, 0, long1.length / 2);
        });
        site.playlist(LIST, vod("long.bin", "b.bin"));

        assertThat(playToTheEnd(LIST)).isEqualTo(letters("a").repeat(20) + text("b"));
        assertThat(ranges("/live/long.bin"))
                .containsExactly(Optional.empty(), Optional.of("bytes=" + long1.length / 2 + "-"));
    }

    @Test
    void goesOnAtTheByteWhereAConnectionHung() {
        byte[] long1 = letters("a").repeat(20).getBytes(StandardCharsets.UTF_8);
        site.file("/live/long.bin", long1);
        site.fault("/live/long.bin", (request, wire) -> {
            wire.head("200 OK", "Content-Length: " + long1.length);
            wire.send(long1, 0, long1.length / 2);
            wire.hang();
        });
        site.playlist(LIST, vod("b.bin", "long.bin", "c.bin"));

        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.hls]
                inputs = ["%s"]
                stall = "1s"
                retry = "100ms..200ms"
                """.formatted(origin.uri(LIST)))) {
            assertThat(heard(daemon)).isEqualTo(text("b") + letters("a").repeat(20) + text("c"));
            assertThat(daemon.status("hls")
                            .inputs()
                            .get(0)
                            .lastFailure()
                            .orElseThrow()
                            .reason())
                    .isEqualTo(Reason.STALLED);
        }
        assertThat(ranges("/live/long.bin")).last().isEqualTo(Optional.of("bytes=" + long1.length / 2 + "-"));
        assertThat(asked().stream().filter("/live/b.bin"::equals)).hasSize(1);
    }

    @Test
    void passesOverASegmentThatIsNotThere() {
        site.fault("/live/b.bin", Behaviours.status("404 Not Found")).fault("/live/b.bin", Behaviours.reset());
        site.playlist(LIST, vod("a.bin", "b.bin", "gone.bin", "c.bin"));

        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "b", "c"));
        assertThat(asked().stream().filter("/live/gone.bin"::equals)).hasSize(3);
    }

    @Test
    void losesARunOfWhichManySegmentsAreMissing() {
        site.playlist(LIST, vod("1.bin", "2.bin", "3.bin", "4.bin", "5.bin", "6.bin", "a.bin"));

        assertThat(failureOf(LIST).reason()).isEqualTo(Reason.HTTP_4XX);
    }

    @Test
    void asksForNothingButHttp() {
        site.playlist(LIST, vod("a.bin", "file:///etc/hostname", "tcp://127.0.0.1:1/", "b.bin"));

        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "b"));
    }

    @Test
    void saysWhyAPlaylistCannotBePlayed() {
        site.playlist(
                LIST,
                "#EXTM3U",
                "#EXT-X-TARGETDURATION:2",
                "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\"",
                "#EXTINF:2,",
                "a.bin");

        InputFailure failure = failureOf(LIST);

        assertThat(failure.reason()).isEqualTo(Reason.PLAYLIST);
        assertThat(failure.detail()).contains("line 3").contains("SAMPLE-AES");
    }

    @Test
    void givesInitializationDataOnceAndAgainBehindADiscontinuity() {
        site.file("/live/init1.bin", "[1]");
        site.file("/live/init2.bin", "[2]");
        site.playlist(
                LIST,
                "#EXTM3U",
                "#EXT-X-TARGETDURATION:2",
                "#EXT-X-MAP:URI=\"init1.bin\"",
                "#EXTINF:2,",
                "a.bin",
                "#EXTINF:2,",
                "b.bin",
                "#EXT-X-DISCONTINUITY",
                "#EXTINF:2,",
                "c.bin",
                "#EXT-X-MAP:URI=\"init2.bin\"",
                "#EXTINF:2,",
                "d.bin",
                "#EXT-X-ENDLIST");

        assertThat(playToTheEnd(LIST)).isEqualTo("[1]" + text("a", "b") + "[1]" + text("c") + "[2]" + text("d"));
    }

    @Test
    void takesTheTimestampsOffPackedAudio() {
        ByteArrayOutputStream tagged = new ByteArrayOutputStream();
        tagged.writeBytes(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 2});
        tagged.writeBytes(new byte[130]);
        tagged.writeBytes(bytes("a"));
        site.file("/live/tagged.bin", tagged.toByteArray());
        site.file("/live/short.bin", "ID");
        site.playlist(LIST, vod("tagged.bin", "tagged.bin", "b.bin", "short.bin"));

        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "a", "b") + "ID");
    }

    @Test
    void beginsNearTheEndOfALiveListAndFollowsItToItsOwn() {
        // given: each time it is asked for the list has moved on by one, and at last it ends
        site.fault(LIST, list(live(10, "a", "b", "c", "d", "e")));
        site.fault(LIST, list(live(11, "b", "c", "d", "e", "f")));
        site.playlist(LIST, live(12, "c", "d", "e", "f", "g") + "\n#EXT-X-ENDLIST");

        // then: three target durations of one second before the end are three segments
        assertThat(playToTheEnd(LIST)).isEqualTo(text("c", "d", "e", "f", "g"));
    }

    @Test
    void passesOverWhatLeftTheListAndFollowsOneThatBeganAgain() {
        site.fault(LIST, list(live(10, "a", "b")));
        site.fault(LIST, list(live(20, "c", "d")));
        site.playlist(LIST, live(3, "e", "f") + "\n#EXT-X-ENDLIST");

        assertThat(playToTheEnd(LIST)).isEqualTo(text("a", "b", "c", "d", "e", "f"));
    }

    @Test
    void losesAListThatIsOutOfDate() {
        site.playlist(LIST, live(10, "a", "b"));

        InputFailure failure = failureOf(LIST);

        assertThat(failure.reason()).isEqualTo(Reason.STALE);
        assertThat(asked().stream().filter("/live/a.bin"::equals)).hasSize(1);
    }

    private String playToTheEnd(String path, String... options) {
        try (RunningDaemon daemon = daemon(path, options)) {
            return heard(daemon);
        }
    }

    private static String heard(RunningDaemon daemon) {
        await().atMost(LIMIT).until(() -> daemon.status("hls").state() instanceof SourceState.Ended);
        try (var in = daemon.http("/hls?from=oldest").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private InputFailure failureOf(String path) {
        try (RunningDaemon daemon = daemon(path)) {
            await().atMost(LIMIT)
                    .until(() ->
                            daemon.status("hls").inputs().get(0).lastFailure().isPresent());
            return daemon.status("hls").inputs().get(0).lastFailure().orElseThrow();
        }
    }

    private RunningDaemon daemon(String path, String... options) {
        List<String> keys = new ArrayList<>(List.of("url = \"" + origin.uri(path) + "\""));
        keys.addAll(List.of(options));
        return RunningDaemon.of("[source.hls]\ninputs = [{ " + String.join(", ", keys) + " }]\n");
    }

    private List<String> asked() {
        return origin.requests().stream().map(FlakyOrigin.Request::target).toList();
    }

    private List<Optional<String>> ranges(String path) {
        return origin.requests().stream()
                .filter(request -> request.target().equals(path))
                .map(request -> request.header("range"))
                .toList();
    }

    /** A playlist that is answered once. */
    private static FlakyOrigin.Behaviour list(String text) {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: application/x-mpegurl", "Content-Length: " + text.length());
            wire.send(text);
        };
    }

    /** A live playlist with target durations of a second. */
    private static String live(int sequence, String... letters) {
        StringBuilder text =
                new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:" + sequence + "\n");
        for (String letter : letters) {
            text.append("#EXTINF:1,\n").append(letter).append(".bin\n");
        }
        return text.toString();
    }

    private static String[] vod(String... references) {
        List<String> lines = new ArrayList<>(List.of("#EXTM3U", "#EXT-X-TARGETDURATION:2"));
        for (String reference : references) {
            lines.add("#EXTINF:2,");
            lines.add(reference);
        }
        lines.add("#EXT-X-ENDLIST");
        return lines.toArray(String[]::new);
    }

    private static String text(String... letters) {
        StringBuilder text = new StringBuilder();
        for (String letter : letters) {
            text.append(letters(letter));
        }
        return text.toString();
    }

    /** More than what it takes to see that it is no format. */
    private static String letters(String letter) {
        return letter.repeat(5000);
    }

    private static byte[] bytes(String letter) {
        return letters(letter).getBytes(StandardCharsets.UTF_8);
    }
}
