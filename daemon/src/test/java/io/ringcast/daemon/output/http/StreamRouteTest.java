package io.ringcast.daemon.output.http;

import static io.ringcast.daemon.output.http.Bytes.JOINABLE;
import static io.ringcast.daemon.output.http.Bytes.PACKETS;
import static io.ringcast.daemon.output.http.Bytes.packets;
import static io.ringcast.daemon.output.http.HttpBench.MIB;
import static io.ringcast.daemon.output.http.HttpBench.OLDEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is answered that asks for a stream by its name. */
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class StreamRouteTest {

    private final TransportKind kind;
    private final HttpBench http;

    StreamRouteTest(TransportKind kind) {
        this.kind = kind;
        this.http = new HttpBench(kind);
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @AfterEach
    void close() {
        http.close();
        LeakPresenceDetector.check();
    }

    @Test
    void givesAnEndlessAnswer() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test");

            assertThat(head.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(head.field("content-type")).isEqualTo("application/x-packets");
            assertThat(head.field("cache-control")).isEqualTo("no-store");
            assertThat(head.field("connection")).isEqualTo("close");
            assertThat(head.field("x-content-type-options")).isEqualTo("nosniff");
            assertThat(head.field("etag")).matches("\"[0-9a-f]{16}\"").isEqualTo(http.entityTag());
            assertThat(head.field("icy-name")).isEqualTo("Käse & Brot");
            assertThat(head.field("icy-description")).isEqualTo("About bread");
            assertThat(head.fields()).doesNotContainKey("icy-genre");
            assertThat(head.fields()).doesNotContainKeys("content-length", "transfer-encoding", "content-range");
            assertThat(peer.bytes(1880)).isEqualTo(packets(0, 10));

            http.bench.write(packets(10, 3));
            assertThat(peer.bytes(3 * 188)).isEqualTo(packets(10, 3));
        }
    }

    @Test
    void givesAClientOfHttp10TheSame() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head =
                    peer.send("GET /test HTTP/1.0\r\nVia: 1.0 old\r\n\r\n").head();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.fields()).doesNotContainKeys("content-length", "transfer-encoding");
            assertThat(peer.bytes(1880)).isEqualTo(packets(0, 10));
        }
    }

    @Test
    void answersAHeadWithoutABodyAndWithoutALength() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            for (int i = 0; i < 2; i++) {
                HttpPeer.Head head = peer.send("HEAD", "/test").head();

                assertThat(head.status()).isEqualTo(200);
                assertThat(head.field("content-type")).isEqualTo("application/x-packets");
                assertThat(head.field("etag")).isEqualTo(http.entityTag());
                // RFC 9110, 8.6: it would be the length of the GET's body, which is not 0.
                assertThat(head.has("content-length")).isFalse();
            }
            assertThat(peer.get("/test").status()).isEqualTo(200);
            assertThat(peer.bytes(188)).isEqualTo(packets(0, 1));
        }
    }

    @Test
    void answersAHeadBeforeTheFirstByte() throws Exception {
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.send("HEAD", "/test", "Range: bytes=0-").head();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.fields()).doesNotContainKeys("etag", "content-range");
        }
    }

    @Test
    void findsAStreamByItsNameBeforeAnExtension() throws Exception {
        Splice dotted = otherStream("news.hd");
        try {
            http.bench.begin(PACKETS, false);
            http.bench.write(packets(0, 1));
            http.bench.onSource(() -> {
                dotted.begin(new Run(PACKETS, Optional.of("video/x-dotted"), false));
                dotted.onUnits(io.netty.buffer.Unpooled.wrappedBuffer(packets(7, 1)));
                dotted.flush();
                return 0;
            });
            for (String target : List.of("/test", "/test.ts", "/test.mp3?x=1")) {
                try (HttpPeer peer = http.connect()) {
                    assertThat(peer.get(target).field("content-type"))
                            .as(target)
                            .isEqualTo("application/x-packets");
                    assertThat(peer.bytes(188)).isEqualTo(packets(0, 1));
                }
            }
            for (String target : List.of("/news.hd", "/news.hd.ts")) {
                try (HttpPeer peer = http.connect()) {
                    assertThat(peer.get(target).field("content-type"))
                            .as(target)
                            .isEqualTo("video/x-dotted");
                    assertThat(peer.bytes(188)).isEqualTo(packets(7, 1));
                }
            }
        } finally {
            closeStream(dotted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/news", "/", "/.ts", "/test/more", "/test.ts.ts", "/te%73t2"})
    void saysWhichStreamsThereAreWhenOneIsUnknown(String target) throws Exception {
        Splice other = otherStream("another");
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get(target);

            assertThat(head.status()).isEqualTo(404);
            assertThat(head.field("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(head.field("cache-control")).isEqualTo("no-store");
            assertThat(peer.text(head)).contains(target).contains("another test");
            assertThat(peer.send("HEAD", target).head().status()).isEqualTo(404);
        } finally {
            closeStream(other);
        }
    }

    @Test
    void startsWhereTheQuerySays() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));

        assertThat(firstPackets("/test?from=oldest")).isEqualTo(packets(0, 1));
        assertThat(firstPackets("/test?from=376B")).isEqualTo(packets(8, 1));
        assertThat(firstPackets("/test?from=1h")).isEqualTo(packets(0, 1));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test?from=live").status()).isEqualTo(200);
            http.bench.write(packets(10, 1));
            assertThat(peer.bytes(188)).isEqualTo(packets(10, 1));
        }
    }

    @Test
    void startsAtTheNewestJoinPointForAKeyframe() throws Exception {
        http.bench.begin(JOINABLE, false);
        http.bench.joinPoint(packets(100, 1));
        http.bench.write(packets(0, 5));
        await().until(() -> {
            // Join points are kept at most one per 250 ms: this one when that time has gone by.
            http.bench.joinPoint(packets(200, 2));
            http.bench.write(packets(5, 1));
            return http.stream().startNewest().orElseThrow().preamble().length == 2 * 188;
        });
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test?from=keyframe").status()).isEqualTo(200);
            assertThat(peer.bytes(3 * 188)).startsWith(packets(200, 2)).endsWith(packets(5, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=",
                "from=yesterday",
                "from=-5s",
                "from=%0d%0aX-Evil:%201",
                "policy=",
                "policy=wait",
                "policy=auto",
                "policy=never",
                "policy=%3Cscript%3E"
            })
    void refusesAQueryThatItDoesNotUnderstand(String query) throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test?" + query);

            assertThat(head.status()).isEqualTo(400);
            assertThat(head.field("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(head.has("x-evil")).isFalse();
            assertThat(peer.text(head)).contains("expected: ");
            assertThat(peer.get("/test").status()).isEqualTo(200);
        }
        assertThat(http.bench.refusals).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "drop"})
    void servesByThePolicyOfTheQuery(String policy) throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test?policy=" + policy, "User-Agent: player/1")
                            .status())
                    .isEqualTo(200);
            assertThat(peer.bytes(188)).hasSize(188);

            List<ListenerSnapshot> listeners = http.bench.fanout.snapshots().join();
            assertThat(listeners).singleElement().satisfies(listener -> {
                assertThat(listener.policy()).isEqualTo(Policy.parse(policy));
                assertThat(listener.userAgent()).isEqualTo("player/1");
                assertThat(listener.remote()).startsWith("127.0.0.1:");
            });
        }
    }

    @Test
    void offersADownloadUnderTheGivenName() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 1));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test?download=n%C3%A4chste%20%22Sendung%22.ts");

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("content-disposition"))
                    .isEqualTo("attachment; filename=\"n_chste _Sendung_.ts\";"
                            + " filename*=UTF-8''n%C3%A4chste%20_Sendung_.ts");
        }
    }

    @Test
    void letsNobodyAddFieldsByTheNameOfADownload() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 1));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test?download=a%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a%3Cscript%3E.ts");

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.has("set-cookie")).isFalse();
            assertThat(head.field("content-disposition")).doesNotContain("<").contains("a__Set-Cookie_");
            assertThat(peer.bytes(188)).isEqualTo(packets(0, 1));
        }
    }

    @Test
    void waitsForTheFirstByte() throws Exception {
        try (HttpPeer early = http.connect();
                HttpPeer late = http.connect()) {
            early.send("GET", "/test");
            await().until(() -> http.bench.arrived.get() == 1);
            http.bench.begin(PACKETS, false);
            late.send("GET", "/test");
            await().until(() -> http.bench.arrived.get() == 2);

            http.bench.write(packets(0, 2));

            for (HttpPeer peer : List.of(early, late)) {
                assertThat(peer.head().status()).isEqualTo(200);
                assertThat(peer.bytes(376)).isEqualTo(packets(0, 2));
            }
        }
    }

    @Test
    void saysWhenToTryAgainAfterJoinWait() throws Exception {
        ListenerRequest.Terms impatient = new ListenerRequest.Terms(
                OLDEST.join(), Duration.ofMillis(100), Policy.AUTO, OLDEST.waitLimit(), OLDEST.latency());
        try (HttpBench empty = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB), impatient);
                HttpPeer peer = empty.connect()) {
            HttpPeer.Head head = peer.get("/test");

            assertThat(head.status()).isEqualTo(503);
            assertThat(head.field("retry-after")).isEqualTo("5");
            assertThat(head.field("cache-control")).isEqualTo("no-store");
            assertThat(peer.text(head)).contains("delivered nothing yet");
            assertThat(empty.bench.refusals).containsExactly(Refusal.NO_DATA);
            assertThat(empty.account.listeners()).isZero();
        }
    }

    @Test
    void saysWhatCanBeDoneWhenTheOnlyBeginningHasGone() throws Exception {
        try (HttpBench gone = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(MIB), OLDEST);
                HttpPeer peer = gone.connect()) {
            gone.bench.begin(JOINABLE, false);
            gone.bench.joinPoint(packets(900, 1));
            gone.bench.onSource(() -> {
                gone.bench.splice.onBeginningOnly("This film has no index; send another.");
                return 0;
            });
            gone.bench.write(packets(0, 2 * MIB / 188));

            HttpPeer.Head head = peer.get("/test");

            assertThat(head.status()).isEqualTo(503);
            assertThat(head.has("retry-after")).isFalse();
            assertThat(peer.text(head)).contains("beginning").contains("This film has no index; send another.");
            assertThat(gone.bench.refusals).containsExactly(Refusal.BEGINNING_GONE);
        }
    }

    @Test
    void startsAtTheHeadWhenNoJoinPointComesWithinJoinWait() throws Exception {
        ListenerRequest.Terms impatient = new ListenerRequest.Terms(
                OLDEST.join(), Duration.ofMillis(100), Policy.AUTO, OLDEST.waitLimit(), OLDEST.latency());
        try (HttpBench joinless = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB), impatient);
                HttpPeer peer = joinless.connect()) {
            joinless.bench.begin(JOINABLE, false);
            joinless.bench.write(packets(0, 5));

            assertThat(peer.get("/test").status()).isEqualTo(200);
            joinless.bench.write(packets(5, 1));
            assertThat(peer.bytes(188)).isEqualTo(packets(5, 1));
        }
    }

    @Test
    void letsNobodyInWhileMemoryIsShort() throws Exception {
        try (HttpBench full = new HttpBench(kind, 512 * 1024, RingLimit.ofBytes(4 * MIB), OLDEST);
                HttpPeer peer = full.connect()) {
            full.bench.begin(PACKETS, false);
            full.bench.write(packets(0, MIB / 188));
            assertThat(full.bench.pool.pressed()).isTrue();

            HttpPeer.Head head = peer.get("/test");

            assertThat(head.status()).isEqualTo(503);
            assertThat(head.field("retry-after")).isEqualTo("5");
            assertThat(full.bench.refusals).containsExactly(Refusal.MEMORY);
            assertThat(full.bench.arrived.get()).isZero();
        }
    }

    @Test
    void forgetsAClientThatLeavesWhileItWaits() throws Exception {
        HttpPeer peer = http.connect();
        peer.send("GET", "/test");
        await().until(() -> http.bench.arrived.get() == 1);

        peer.reset();

        await().until(() -> http.bench.arrived.get() == 0);
        assertThat(http.account.listeners()).isZero();
        assertThat(http.bench.ends.newest(10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-",
                "bytes=0-1",
                "bytes=0-0,-1",
                "bytes=-500",
                "bytes=5-2",
                "seconds=0-1",
                "bytes=99999999999-"
            })
    void givesPlayersTheWholeWhateverRangeTheyAskFirst(String range) throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", "Range: " + range);

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.fields()).doesNotContainKeys("content-range", "content-length");
            assertThat(peer.bytes(1880)).isEqualTo(packets(0, 10));
            http.bench.write(packets(10, 1));
            assertThat(peer.bytes(188)).isEqualTo(packets(10, 1));
        }
    }

    @Test
    void callsTheBytesWhatTheOriginCallsThem() throws Exception {
        http.bench.begin(new Run(PACKETS, Optional.of("audio/x-own; codecs=\"a\""), false));
        http.bench.write(packets(0, 1));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test").field("content-type")).isEqualTo("audio/x-own; codecs=\"a\"");
        }
    }

    @Test
    void showsNoStreamAnyMoreThatWasTakenOffButGoesOnServingIt() throws Exception {
        HttpOutput output = new HttpOutput(http.stream(), http.account, OLDEST, HttpOutput.Station.NAMELESS);
        http.route.add(output);
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 1));
        try (HttpPeer listener = http.connect();
                HttpPeer late = http.connect()) {
            assertThat(listener.get("/test").status()).isEqualTo(200);

            http.route.remove(output);

            assertThat(late.get("/test").status()).isEqualTo(404);
            http.bench.write(packets(1, 1));
            assertThat(listener.bytes(376)).isEqualTo(packets(0, 2));
        }
    }

    private byte[] firstPackets(String target) throws Exception {
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get(target).status()).isEqualTo(200);
            return peer.bytes(188);
        }
    }

    private Splice otherStream(String name) {
        Splice other = new Splice(name, http.bench.pool, RingLimit.ofBytes(MIB), () -> 1, System::nanoTime);
        http.route.add(output(other));
        return other;
    }

    private static HttpOutput output(Splice splice) {
        return new HttpOutput(
                splice.stream(),
                new OutputAccount(splice.stream().name(), "http", "http"),
                OLDEST,
                HttpOutput.Station.NAMELESS);
    }

    private void closeStream(Splice splice) {
        http.bench.onSource(() -> {
            splice.close();
            return 0;
        });
    }
}
