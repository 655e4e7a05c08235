package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.FlakyOrigin.Request;
import io.ringcast.daemon.testing.HlsSite;
import io.ringcast.daemon.testing.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of a site of this host, as yt-dlp's generic extractor finds media in them. */
final class YtdlTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern EXPIRES = Pattern.compile(".*[?&]expires=(\\d+).*");
    /** How long a URL is good, and how long after that a connection is left alone that was made before. */
    private static final Duration LIFE = Duration.ofSeconds(7);

    private static final Duration LENIENCE = Duration.ofSeconds(15);
    private static final Behaviour FORBIDDEN = Behaviours.status("403 Forbidden");

    private final HlsSite site = new HlsSite();
    private final FlakyOrigin origin = FlakyOrigin.serving(site);

    @BeforeEach
    void toolsAreThere() {
        assumeTrue(Tool.isThere("yt-dlp"), "yt-dlp is not installed");
    }

    @AfterEach
    void closes() {
        origin.close();
    }

    @Test
    void playsWhatAPageShowsAsItsVisitorsDo() {
        byte[] film = random(300_000);
        page("/watch", () -> video("/film.mp3"));
        site.page("/film.mp3", (request, wire) -> {
            boolean fromThePage = request.header("referer").orElse("").endsWith("/watch?v=1&format=2");
            (fromThePage ? (Behaviour) Behaviours.file(film) : FORBIDDEN).answer(request, wire);
        });

        assertThat(playToTheEnd("ytdl:" + origin.uri("/watch?v=1&format=2"))).isEqualTo(Ear.Digest.of(film));
        assertThat(requests("/watch").get(0).target()).isEqualTo("/watch?v=1&format=2");
    }

    @Test
    void playsAllOfAPageAndPassesOverWhatIsMissing() {
        byte[] one = random(100_000);
        byte[] three = random(50_000);
        page("/list", () -> video("/1.mp3") + video("/2.mp3") + video("/3.mp3"));
        site.page("/1.mp3", Behaviours.file(one));
        site.page("/3.mp3", Behaviours.file(three));

        String sum = playToTheEnd("ytdl:" + origin.uri("/list"));

        byte[] both = new byte[one.length + three.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(three, 0, both, one.length, three.length);
        assertThat(sum).isEqualTo(Ear.Digest.of(both));
    }

    @Test
    void aFileWhoseUrlExpiresGoesOnAtItsByte() {
        byte[] film = random(400_000);
        AtomicInteger pages = new AtomicInteger();
        page("/watch", () -> video("/film.mp3?key=" + pages.incrementAndGet()));
        site.page("/film.mp3", (request, wire) -> {
            boolean newest = request.target().endsWith("key=" + pages.get());
            if (newest && request.header("range").isEmpty()) {
                // The connection breaks, and the URL is not good any more.
                pages.incrementAndGet();
                wire.head("200 OK", "Content-Type: audio/mpeg", "ETag: \"flaky-1\"", "Content-Length: " + film.length);
                wire.send(film, 0, 150_000);
                wire.reset();
            } else {
                (newest ? (Behaviour) Behaviours.file(film) : FORBIDDEN).answer(request, wire);
            }
        });

        assertThat(playToTheEnd("ytdl:" + origin.uri("/watch"))).isEqualTo(Ear.Digest.of(film));
        assertThat(requests("/film.mp3").stream()
                        .filter(request -> request.header("range").isPresent()))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aLiveStreamWhoseUrlExpiresGoesOnWithoutAByteMissingOrTwice() {
        AtomicReference<RunningDaemon> station = new AtomicReference<>();
        AtomicInteger served = new AtomicInteger();
        page("/live", () -> video("/live.mp3?expires=" + in(LIFE)));
        site.page("/live.mp3", (request, wire) -> {
            if (isExpired(request)) {
                FORBIDDEN.answer(request, wire);
            } else {
                relay(requireNonNull(station.get()).http("/counter"), request, wire, served);
            }
        });
        try (RunningDaemon daemon = daemon("ytdl:" + origin.uri("/live"), """
                join = "live"
                [source.counter]
                inputs = ["test:counter?rate=1Mbit/s"]
                """)) {
            station.set(daemon);
            Ear.Counter counter = new Ear.Counter();
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("page"), counter)) {
                await().atMost(LIMIT).until(() -> served.get() >= 3);
                long before = hearer.heard();
                await().atMost(LIMIT).until(() -> hearer.heard() > before + 300_000);

                assertThat(counter.report().isExact())
                        .as(counter.report().toString())
                        .isTrue();
                assertThat(hearer.connected()).isTrue();
                assertThat(daemon.status("page").inputs().get(0).lastFailure()).isEmpty();
            }
        }
    }

    @Test
    void liveHlsWhoseUrlExpiresGoesOnWithTheNextSegment() {
        Instant began = Instant.now();
        page("/live", () -> video("/live.m3u8?expires=" + in(LIFE)));
        site.page("/live.m3u8", (request, wire) -> {
            if (isExpired(request)) {
                FORBIDDEN.answer(request, wire);
                return;
            }
            long newest = 10 + Duration.between(began, Instant.now()).toSeconds();
            StringBuilder list =
                    new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:" + (newest - 9) + "\n");
            for (long segment = newest - 9; segment <= newest; segment++) {
                list.append("#EXTINF:1,\nsegments/").append(segment).append(".bin\n");
            }
            wire.head("200 OK", "Content-Type: application/vnd.apple.mpegurl", "Content-Length: " + list.length());
            wire.send(list.toString());
        });
        IntStream.range(0, 300).forEach(segment -> site.file("/segments/" + segment + ".bin", "<" + segment + ">"));
        try (RunningDaemon daemon = daemon("ytdl:" + origin.uri("/live"), "join = \"live\"")) {
            Ear.Memory memory = new Ear.Memory();
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("page"), memory)) {
                await().atMost(LIMIT).until(() -> places("/live.m3u8") >= 3);
                long before = hearer.heard();
                await().atMost(LIMIT).until(() -> hearer.heard() > before + 12);

                String heard = new String(memory.all(), StandardCharsets.US_ASCII);
                List<Integer> numbers = Pattern.compile("<(\\d+)>")
                        .matcher(heard)
                        .results()
                        .map(found -> Integer.valueOf(found.group(1)))
                        .toList();
                assertThat(numbers).hasSizeGreaterThan(3);
                assertThat(numbers)
                        .isEqualTo(IntStream.range(numbers.get(0), numbers.get(0) + numbers.size())
                                .boxed()
                                .toList());
                assertThat(daemon.status("page").inputs().get(0).lastFailure()).isEmpty();
            }
        }
    }

    @Test
    void saysWhatYtDlpSaidOfAPageThatIsNotThere() {
        try (RunningDaemon daemon = daemon("ytdl:" + origin.uri("/nothing"), "")) {

            await().atMost(LIMIT)
                    .until(() ->
                            daemon.status("page").inputs().get(0).lastFailure().isPresent());

            InputFailure failure =
                    daemon.status("page").inputs().get(0).lastFailure().orElseThrow();
            assertThat(failure.reason()).isEqualTo(Reason.UNRESOLVED);
            assertThat(failure.lasting()).isTrue();
            assertThat(failure.detail()).contains("HTTP Error 404");
        }
    }

    private RunningDaemon daemon(String url, String keys) {
        return RunningDaemon.of("""
                [source.page]
                inputs = ["%s"]
                outputs = ["tcp://127.0.0.1:0"]
                retry = "100ms..60s"
                stall = "30s"
                pace = "off"
                %s
                """.formatted(url, keys));
    }

    /** The sum of all that somebody hears who was there before it began. */
    private String playToTheEnd(String url) {
        try (RunningDaemon daemon = daemon(url, "on-demand = true\njoin = \"oldest\"\njoin-wait = \"60s\"")) {
            Ear.Digest ear = new Ear.Digest();
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("page"), ear)) {
                assertThat(hearer.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
            }
            return ear.sum();
        }
    }

    private void page(String path, Supplier<String> body) {
        site.page(path, (request, wire) -> {
            String html = "<html><head><title>Page</title></head><body>" + body.get() + "</body></html>";
            wire.head("200 OK", "Content-Type: text/html", "Content-Length: " + html.length());
            wire.send(html);
        });
    }

    private static String video(String source) {
        return "<video src=\"" + source + "\"></video>";
    }

    private List<Request> requests(String path) {
        return origin.requests().stream()
                .filter(request -> request.target().split("\\?", 2)[0].equals(path))
                .filter(request -> !request.header("user-agent").orElse("").startsWith("Java"))
                .toList();
    }

    /** How many URLs of {@code path} were asked for that were good. */
    private long places(String path) {
        return requests(path).stream().map(Request::target).distinct().count();
    }

    private static long in(Duration time) {
        return Instant.now().plus(time).getEpochSecond();
    }

    private static boolean isExpired(Request request) {
        return isExpired(request, Duration.ZERO);
    }

    private static boolean isExpired(Request request, Duration lenience) {
        Matcher expires = EXPIRES.matcher(request.target());
        return expires.matches() && Instant.now().minus(lenience).getEpochSecond() >= Long.parseLong(expires.group(1));
    }

    /** Passes on what another server sends, until the URL that was asked for is not good any more. */
    private static void relay(URI from, Request request, Wire wire, AtomicInteger served) throws IOException {
        served.incrementAndGet();
        URLConnection connection = from.toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            wire.head("200 OK", "Content-Type: audio/mpeg");
            byte[] piece = new byte[8192];
            for (int n = in.read(piece); n >= 0 && !isExpired(request, LENIENCE); n = in.read(piece)) {
                wire.send(piece, 0, n);
            }
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
