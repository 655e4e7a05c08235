package io.ringcast.daemon.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.RecordingWriter;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceSettings;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FileBehaviour.Fault;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.daemon.transport.TransportKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole source on a faulty HTTP origin, over real sockets. */
final class HttpSourceTest {

    private static final HlsOpener NO_HLS = (loop, found, sink) -> {
        throw new AssertionError("no HLS here");
    };

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Transport transport =
            Transport.open(Optional.of(TransportKind.NIO), 1, PooledByteBufAllocator.DEFAULT);
    private final HttpClient client = new HttpClient(transport, HttpClient.systemTrust(), "Ringcast/test");
    private final RecordingWriter out = new RecordingWriter();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private @Nullable FlakyOrigin origin;
    private @Nullable SourceSupervisor source;

    @AfterEach
    void freesEverything() {
        stop();
        if (origin != null) {
            origin.close();
        }
        client.close();
        transport.close();
        LeakPresenceDetector.check();
    }

    @Test
    void deliversALargeFileByteForByteFromAnOriginThatResetsEveryMegabyte() {
        byte[] film = random(20 << 20);
        FlakyOrigin flaky = reads(Behaviours.file(film).breaking(Fault.RESET, 1 << 20));

        awaitEnd();

        assertThat(Arrays.equals(out.bytes(), film)).isTrue();
        assertThat(out.events()).containsExactly("begin opaque finite", "end at " + film.length);
        assertThat(flaky.requests()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(flaky.requests().get(0).header("range")).isEmpty();
        assertThat(flaky.requests().stream().skip(1))
                .allSatisfy(request -> assertThat(request.header("if-range")).contains("\"flaky-1\""));
        assertThat(failures).hasSize(flaky.requests().size() - 1);
    }

    @Test
    void resumesWhenTheBodyIsCutShort() {
        byte[] film = random(1_000_000);
        FlakyOrigin flaky = reads(Behaviours.file(film).breaking(Fault.CLOSE, 300_000));

        awaitEnd();

        assertThat(out.bytes()).isEqualTo(film);
        assertThat(failures).containsExactly("truncated resuming", "truncated resuming", "truncated resuming");
        assertThat(flaky.requests().stream()
                        .map(request -> request.header("range").orElse("")))
                .containsExactly("", "bytes=300000-", "bytes=600000-", "bytes=900000-");
    }

    @Test
    void resumesADownloadThatStalls() {
        byte[] film = random(500_000);
        reads(Behaviours.file(film).breaking(Fault.STALL, 300_000));

        awaitEnd();

        assertThat(out.bytes()).isEqualTo(film);
        assertThat(failures).containsExactly("stalled resuming");
    }

    @Test
    void skipsWhatItHasWhereTheOriginKnowsNoRanges() {
        byte[] film = random(800_000);
        reads(
                Behaviours.file(film).withoutRanges().breaking(Fault.CLOSE, 500_000),
                Behaviours.file(film).withoutRanges());

        awaitEnd();

        assertThat(out.bytes()).isEqualTo(film);
        assertThat(out.events()).containsExactly("begin opaque finite", "end at 800000");
    }

    @Test
    void resumesACompressedFileByItsValidator() {
        byte[] film = random(800_000);
        reads(
                Behaviours.file(film).gzip().breaking(Fault.CLOSE, 500_000),
                Behaviours.file(film).gzip());

        awaitEnd();

        assertThat(out.bytes()).isEqualTo(film);
        assertThat(out.events()).containsExactly("begin opaque finite", "end at 800000");
    }

    @Test
    void beginsAgainWhenTheFileHasChanged() {
        byte[] film = random(800_000);
        byte[] other = random(700_000);
        reads(
                Behaviours.file(film).breaking(Fault.CLOSE, 500_000),
                Behaviours.file(other).etag(Optional.of("\"flaky-2\"")));

        awaitEnd();

        assertThat(failures).containsExactly("truncated resuming", "changed");
        assertThat(out.bytes()).isEqualTo(concat(Arrays.copyOf(film, 500_000), other));
        assertThat(out.events()).containsExactly("begin opaque finite", "begin opaque finite", "end at 1200000");
    }

    @Test
    void takesTitlesOutOfAStationsSound() {
        byte[] sound = random(64_000);
        reads(Behaviours.station(sound, 8_000, List.of("One", "It's two; really")));

        await().atMost(PATIENCE).until(() -> snapshotBytes() == sound.length);
        stop();

        assertThat(out.bytes()).isEqualTo(sound);
        assertThat(out.events()).startsWith("begin opaque live");
        assertThat(out.events()).contains("title One", "title It's two; really");
    }

    @Test
    void reconnectsToALiveStreamWhoseOriginWasAway() {
        byte[] piece = random(50_000);
        FlakyOrigin first = reads(Behaviours.liveThenSilent("audio/mpeg", piece));
        await().atMost(PATIENCE).until(() -> snapshotBytes() == piece.length);

        first.close();
        await().atMost(PATIENCE).until(() -> failures.contains("connect"));
        origin = FlakyOrigin.serving(first.port(), Behaviours.liveThenSilent("audio/mpeg", piece));
        await().atMost(PATIENCE).until(() -> snapshotBytes() == 2L * piece.length);
        stop();

        assertThat(out.bytes()).isEqualTo(concat(piece, piece));
        assertThat(out.events()).containsExactly("begin opaque live", "begin opaque live");
    }

    @Test
    void takesTheEndOfALiveStreamForALoss() {
        reads(Behaviours.live("audio/mpeg", random(50_000)));

        await().atMost(PATIENCE).until(() -> failures.size() >= 2);

        assertThat(failures).allMatch("closed"::equals);
        stop();
        assertThat(out.events()).doesNotContain("end at 50000");
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void saysWhatTheTroubleIs(String reason, boolean lasting, Behaviour trouble) {
        reads(trouble);

        await().atMost(PATIENCE).until(() -> !failures.isEmpty());

        InputFailure failure =
                running().snapshot().inputs().get(0).lastFailure().orElseThrow();
        assertThat(failures.get(0)).as(failure.detail()).isEqualTo(reason);
        assertThat(failure.lasting()).as(failure.detail()).isEqualTo(lasting);
        assertThat(failure.detail()).isNotBlank();
        stop();
        assertThat(out.size()).isZero();
    }

    static Stream<Arguments> troubles() {
        byte[] hls = "#EXTM3U\n#EXT-X-VERSION:3\nhigh.m3u8\n".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                arguments("http-4xx", true, Behaviours.status("404 Not Found")),
                arguments("http-4xx", true, Behaviours.status("401 Unauthorized")),
                arguments("http-5xx", false, Behaviours.status("503 Service Unavailable")),
                arguments("content-type", true, Behaviours.page("text/html; charset=utf-8")),
                arguments("content-type", true, Behaviours.page("video/mp2t")),
                arguments("playlist", true, Behaviours.file(hls).contentType("audio/x-mpegurl")),
                arguments("playlist", true, Behaviours.file(hls)),
                arguments("redirect-loop", true, Behaviours.redirectLoop()),
                arguments("redirect-refused", true, Behaviours.redirect("302 Found", "file:///etc/passwd")),
                arguments("header-timeout", false, Behaviours.silent()),
                arguments("header-timeout", false, Behaviours.halfHead()),
                arguments("bad-response", true, Behaviours.endlessHead()),
                arguments("bad-response", true, Behaviours.garbage()),
                arguments("empty", false, Behaviours.file(new byte[0])));
    }

    @Test
    void followsARedirectAndSendsCredentialsAndHeaders() {
        byte[] film = random(10_000);
        FlakyOrigin flaky =
                FlakyOrigin.serving(Behaviours.redirect("301 Moved Permanently", "/there"), Behaviours.file(film));
        origin = flaky;
        reads("http://me:s3cret@127.0.0.1:" + flaky.port() + "/here?x=1");

        awaitEnd();

        assertThat(out.bytes()).isEqualTo(film);
        assertThat(flaky.requests().stream().map(FlakyOrigin.Request::target)).containsExactly("/here?x=1", "/there");
        assertThat(flaky.requests().get(0).header("authorization")).contains("Basic bWU6czNjcmV0");
        assertThat(flaky.requests().get(0).header("user-agent")).contains("Ringcast/test");
        assertThat(running().snapshot().inputs().get(0).url())
                .doesNotContain("s3cret")
                .doesNotContain("me:");
    }

    private FlakyOrigin reads(Behaviour... script) {
        FlakyOrigin serving = FlakyOrigin.serving(script);
        origin = serving;
        reads(serving.uri("/film").toString());
        return serving;
    }

    private void reads(String url) {
        HttpKind kind = new HttpKind(Ticker.systemTicker(), NO_HLS, caFile -> client::get, "ringcast-0123456789abcdef");
        InputConfig parsed = UrlKinds.of(kind.urlKind()).input(url);
        Settings quick = Settings.builder()
                .set(HttpKind.HEADER_TIMEOUT, Duration.ofMillis(500))
                .build();
        InputOpener opener = kind.opener("news", new InputConfig(parsed.kind(), parsed.url(), quick));
        SourceSettings settings = new SourceSettings(
                "test",
                Duration.ofMillis(700),
                new RetrySpec(Duration.ofMillis(50), Duration.ofMillis(200)),
                Duration.ofSeconds(30),
                new PaceSpec.Auto(),
                PrefetchSpec.NONE,
                Duration.ofSeconds(2),
                Duration.ZERO,
                AtEnd.NEXT,
                false,
                Duration.ofSeconds(20),
                false);
        EventLoop loop = transport.loops().next();
        SourceSupervisor made = new SourceSupervisor(
                settings,
                List.of(opener),
                Optional.empty(),
                out,
                loop,
                Ticker.systemTicker(),
                InstantSource.system(),
                new Random(1),
                PooledByteBufAllocator.DEFAULT,
                new SourceObserver() {
                    @Override
                    public void onFailed(int input, InputFailure failure, boolean resuming) {
                        failures.add(failure.reason().word() + (resuming ? " resuming" : ""));
                    }
                });
        source = made;
        made.start();
    }

    private void awaitEnd() {
        await().atMost(PATIENCE).until(() -> running().snapshot().state() instanceof SourceState.Ended);
        stop();
    }

    private long snapshotBytes() {
        return running().snapshot().bytesIn();
    }

    private SourceSupervisor running() {
        return Objects.requireNonNull(source);
    }

    private void stop() {
        if (source != null) {
            source.stop().syncUninterruptibly();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        bytes[0] = 0; // no page and no playlist begins so
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
