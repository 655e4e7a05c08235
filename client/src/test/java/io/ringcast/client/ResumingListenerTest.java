package io.ringcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.protocol.live.LivePlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listening makes of cuts and of what servers answer behind them. */
@Timeout(60)
final class ResumingListenerTest {

    private static final String TAG = "\"00000000deadbeef\"";
    private static final String OTHER = "\"00000000cafebabe\"";
    private static final byte[] BYTES = random(100_000);

    private final RingcastClient client = new RingcastClient(Duration.ofSeconds(5), "test/1", Optional.empty());
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    @Test
    void goesOnAtTheByteBehindThePreambleAndTheOnesThatCame() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, begin(TAG, 5_000, 376), 0, 10_000, false),
                to -> chunked(to, part(TAG, 14_624), 10_000, 100_000, true))) {
            ListenResult result = client.listen(ListenPlan.of(server.http("/news")), sink, watch());

            assertThat(sink.toByteArray()).isEqualTo(BYTES);
            assertThat(events).containsExactly("begun at 5000", "cut", "resumed at 14624");
            assertThat(requests.get(1)).contains("Range: bytes=14624-9007199254740991\r\n", "If-Range: " + TAG);
            assertThat(result)
                    .isEqualTo(new ListenResult(100_000, 1, 0, Optional.of(new ListenPosition(TAG, 104_624))));
        }
    }

    @Test
    void waitsForARelayThatIsBehindAndForOneThatHasJustBegun() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, begin(TAG, 0, 0), 0, 10_000, false),
                to -> plain(to, "416 Range Not Satisfiable", "Content-Range: bytes */9000\r\nETag: " + TAG + "\r\n"),
                to -> plain(to, "503 Service Unavailable", ""),
                to -> chunked(to, begin(TAG, 20_000, 376), 0, 1, false),
                to -> chunked(to, part(TAG, 10_000), 10_000, 100_000, true))) {
            client.listen(ListenPlan.of(server.http("/news")), sink, watch());

            assertThat(sink.toByteArray()).isEqualTo(BYTES);
            assertThat(events).containsExactly("begun at 0", "cut", "cut", "cut", "cut", "resumed at 10000");
        }
    }

    @Test
    void beginsAnewBehindAGapAndSaysSo() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, begin(TAG, 0, 0), 0, 10_000, false),
                to -> plain(to, "416 Range Not Satisfiable", "Content-Range: bytes */90000\r\nETag: " + TAG + "\r\n"),
                to -> chunked(to, begin(TAG, 50_000, 0), 50_000, 60_000, false),
                to -> chunked(to, begin(OTHER, 0, 0), 90_000, 100_000, true))) {
            ListenResult result = client.listen(ListenPlan.of(server.http("/news")), sink, watch());

            assertThat(result.gaps()).isEqualTo(2);
            assertThat(sink.size()).isEqualTo(30_000);
            assertThat(events)
                    .containsExactly("begun at 0", "cut", "gap", "cut", "begun at 50000", "cut", "gap", "begun at 0");
            assertThat(requests.get(2)).doesNotContain("Range:");
        }
    }

    @Test
    void failsInsteadOfGoingOnBehindAGapWhenThatIsNotWanted() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, begin(TAG, 0, 0), 0, 10_000, false),
                to -> chunked(to, begin(OTHER, 0, 0), 0, 10_000, true))) {
            assertThatThrownBy(() -> client.listen(exact(server.http("/news")), sink, watch()))
                    .isInstanceOf(GapException.class)
                    .hasMessageContaining("10000 bytes were exact");
            assertThat(sink.size()).isEqualTo(10_000);
        }
    }

    @Test
    void triesAnotherPlaceBeforeItTakesAGap() throws Exception {
        try (ScriptedServer one = script(
                        to -> chunked(to, begin(TAG, 0, 0), 0, 10_000, false),
                        to -> chunked(to, begin(OTHER, 0, 0), 0, 10_000, true));
                ScriptedServer two = script(
                        to -> plain(to, "503 Service Unavailable", ""),
                        to -> chunked(to, part(TAG, 10_000), 10_000, 100_000, true))) {
            ListenPlan plan = new ListenPlan(
                    List.of(one.http("/news"), two.http("/news")),
                    Optional.of("30s"),
                    Optional.empty(),
                    true,
                    false,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Optional.empty());

            assertThatThrownBy(() -> client.listen(
                            new ListenPlan(
                                    List.of(URI.create("tcp://127.0.0.1:1")),
                                    Optional.empty(),
                                    Optional.empty(),
                                    true,
                                    false,
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(1),
                                    Optional.empty()),
                            sink,
                            watch()))
                    .isInstanceOf(IllegalArgumentException.class);
            client.listen(plan, sink, watch());

            assertThat(requests.get(0)).startsWith("GET /news?from=30s ");
            assertThat(events).contains("gap");
        }
    }

    @Test
    void takesAStallForACut() throws Exception {
        try (ScriptedServer server = script(
                to -> {
                    chunked(to, begin(TAG, 0, 0), 0, 10_000, false);
                    to.getInputStream().read();
                },
                to -> chunked(to, part(TAG, 10_000), 10_000, 100_000, true))) {
            ListenPlan plan = new ListenPlan(
                    List.of(server.http("/news")),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    true,
                    Duration.ofMillis(500),
                    Duration.ofMinutes(1),
                    Optional.empty());

            client.listen(plan, sink, watch());

            assertThat(sink.toByteArray()).isEqualTo(BYTES);
        }
    }

    @Test
    void goesOnWhereSomebodyElseStopped() throws Exception {
        try (ScriptedServer server = script(to -> chunked(to, part(TAG, 10_000), 10_000, 100_000, true))) {
            ListenPlan plan = new ListenPlan(
                    List.of(server.http("/news")),
                    Optional.empty(),
                    Optional.of(new ListenPosition(TAG, 10_000)),
                    true,
                    true,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Optional.empty());

            client.listen(plan, sink, watch());

            assertThat(sink.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, 10_000, 100_000));
        }
    }

    @Test
    void doesNotPretendToResumeWhatDoesNotCount() throws Exception {
        try (ScriptedServer server = script(to -> chunked(to, head("200 OK", ""), 0, 10_000, false))) {
            assertThatThrownBy(() -> client.listen(ListenPlan.of(server.http("/news")), sink, ListenWatch.NONE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("does not count its bytes");
            assertThat(sink.size()).isEqualTo(10_000);
        }
    }

    @Test
    void findsItsPlaceInAStreamOfWhichOnlyTheStandardIsKnown() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, head("200 OK", "ETag: " + TAG + "\r\n"), 20_000, 30_000, false),
                to -> plain(to, "206 Partial Content", "Content-Range: bytes 0-89999/*\r\nETag: " + TAG + "\r\n"),
                to -> chunked(to, closedPart(5_904, 89_999), 5_904, 90_000, true),
                to -> chunked(to, part(TAG, 25_904), 25_904, 40_000, false),
                to -> chunked(to, part(TAG, 35_904), 35_904, 100_000, true))) {
            ListenResult result = client.listen(exact(server.http("/news")), sink, watch());

            assertThat(sink.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, 20_000, 100_000));
            assertThat(events).containsExactly("begun", "cut", "resumed at 30000", "cut", "resumed at 40000");
            assertThat(requests.get(1)).startsWith("HEAD /news ").contains("Range: bytes=0-\r\n");
            assertThat(requests.get(2)).contains("Range: bytes=5904-89999\r\n", "If-Range: " + TAG);
            assertThat(requests.get(3)).contains("Range: bytes=25904-9007199254740991\r\n", "If-Range: " + TAG);
            assertThat(result.next()).contains(new ListenPosition(TAG, 100_000));
        }
    }

    @Test
    void writesNoByteOfAnotherStreamUnderTheSameTag() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, head("200 OK", "ETag: " + TAG + "\r\n"), 20_000, 30_000, false),
                to -> plain(to, "206 Partial Content", "Content-Range: bytes 0-89999/*\r\nETag: " + TAG + "\r\n"),
                to -> chunked(to, closedPart(5_904, 89_999), 5_904, 90_000, true),
                to -> chunked(to, part(TAG, 25_904), 25_905, 40_000, false))) {
            assertThatThrownBy(() -> client.listen(exact(server.http("/news")), sink, watch()))
                    .isInstanceOf(GapException.class)
                    .hasMessageContaining("other bytes came");
            assertThat(sink.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, 20_000, 30_000));
        }
    }

    @Test
    void beginsAnewBehindAGapWhereTheServerKnowsNoRanges() throws Exception {
        try (ScriptedServer server = script(
                to -> chunked(to, head("200 OK", "ETag: " + TAG + "\r\n"), 20_000, 30_000, false),
                to -> plain(to, "405 Method Not Allowed", ""),
                to -> chunked(to, head("200 OK", "ETag: " + TAG + "\r\n"), 40_000, 50_000, true))) {
            ListenResult result = client.listen(ListenPlan.of(server.http("/news")), sink, watch());

            assertThat(result.gaps()).isEqualTo(1);
            assertThat(sink.size()).isEqualTo(20_000);
            assertThat(events).containsExactly("begun", "cut", "gap", "cut", "begun");
        }
    }

    private static ListenPlan exact(URI stream) {
        return new ListenPlan(
                List.of(stream),
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Optional.empty());
    }

    /** Plays one script for each connection in their order, the last one again and again. */
    private ScriptedServer script(ScriptedServer.Script... scripts) throws IOException {
        AtomicInteger connection = new AtomicInteger();
        return new ScriptedServer(to -> {
            int number = connection.getAndIncrement();
            synchronized (requests) {
                requests.add(ScriptedServer.requestHead(to));
            }
            scripts[Math.min(number, scripts.length - 1)].play(to);
        });
    }

    private static String begin(String tag, long offset, int preamble) {
        return head(
                "200 OK",
                "ETag: " + tag + "\r\nContent-Location: /news?from=@" + offset + "\r\nRingcast-Preamble: " + preamble
                        + "\r\n");
    }

    private static String part(String tag, long offset) {
        return head(
                "206 Partial Content",
                "ETag: " + tag + "\r\nContent-Range: bytes " + offset + "-9007199254740991/*\r\n");
    }

    private static String closedPart(long first, long last) {
        return head(
                "206 Partial Content", "ETag: " + TAG + "\r\nContent-Range: bytes " + first + "-" + last + "/*\r\n");
    }

    private static String head(String status, String fields) {
        return "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n" + fields + "\r\n";
    }

    private static void chunked(Socket to, String head, int from, int end, boolean whole) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write((Integer.toHexString(end - from) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(BYTES, from, end - from);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        if (whole) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    private static void plain(Socket to, String status, String fields) throws IOException {
        to.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n" + fields + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private ListenWatch watch() {
        return new ListenWatch() {
            @Override
            public void onBegun(URI stream, Optional<LivePlace> place) {
                events.add(place.map(at -> "begun at " + at.offset()).orElse("begun"));
            }

            @Override
            public void onCut(URI stream, String why, Duration wait) {
                events.add("cut");
            }

            @Override
            public void onResumed(URI stream, ListenPosition at) {
                events.add("resumed at " + at.offset());
            }

            @Override
            public void onGap(String why) {
                events.add("gap");
            }
        };
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
