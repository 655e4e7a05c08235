package io.ringcast.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Delivery;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Side;
import io.ringcast.daemon.fanout.TcpSample;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.SourceSnapshot.InputStatus;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ViewsTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");
    private static final InputFailure REFUSED =
            InputFailure.passing(InputFailure.Reason.CONNECT, "origin.example:80 refused the connection");

    private long nanos;
    private final ChunkPool pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, 16 << 20);
    private final Splice splice = new Splice("news", pool, RingLimit.ofBytes(1 << 20), () -> 0xdeadbeefL, () -> nanos);

    @AfterEach
    void closeAndLookForLeaks() {
        splice.close();
        pool.close();
        LeakPresenceDetector.check();
    }

    @Test
    void aSourceThatHasNothingYetSaysSo() {
        SourceView view = Views.source(new FixedSource(splice.stream(), status(new SourceState.Idle(), -1, false)));

        assertThat(view)
                .isEqualTo(new SourceView(
                        "news",
                        "idle",
                        "starts with its first listener",
                        "",
                        "",
                        "",
                        List.of(
                                new SourceView.InputView(
                                        0,
                                        "http://origin.example/news.ts",
                                        false,
                                        false,
                                        2,
                                        "connect: origin.example:80 refused the connection"),
                                new SourceView.InputView(1, "test:card", false, false, 0, "")),
                        List.of(new SourceView.OutputView("lan", "tcp", "tcp://:5000", true, 0, "")),
                        "",
                        0,
                        0,
                        0,
                        0,
                        4711,
                        0,
                        0,
                        Optional.empty()));
    }

    @Test
    void offsetsAreThoseOfTheEpoch() {
        splice.begin(new Run(Format.OPAQUE, Optional.of("audio/mpeg"), false));
        append(1000);
        splice.end();
        splice.begin(new Run(Format.OPAQUE, Optional.of("audio/mpeg"), false));
        splice.title("Tagesschau");
        splice.onBeginningOnly("no index");
        append(300);
        nanos += 2_500_000_000L;

        SourceView view =
                Views.source(new FixedSource(splice.stream(), status(new SourceState.Streaming(1, NOON), 1, false)));

        assertThat(view.epoch()).isEqualTo("00000000deadbeef");
        assertThat(view.tail()).isZero();
        assertThat(view.head()).isEqualTo(300);
        assertThat(view.format()).isEqualTo("opaque");
        assertThat(view.mediaType()).isEqualTo("audio/mpeg");
        assertThat(view.title()).isEqualTo("Tagesschau");
        assertThat(view.remark()).contains("no index");
        assertThat(view.ringBytes()).isEqualTo(ChunkPool.CHUNK_BYTES);
        assertThat(view.ringSeconds()).isEqualTo(2.5);
        assertThat(view.inputs()).extracting(SourceView.InputView::active).containsExactly(false, true);
    }

    @Test
    void everyStateHasALineForPeople() {
        assertThat(detail(new SourceState.Connecting(0, 1, NOON))).isEqualTo("input 0 asked 2026-01-02T12:00:00Z");
        assertThat(detail(new SourceState.Connecting(1, 3, NOON)))
                .isEqualTo("input 1 asked 2026-01-02T12:00:00Z, attempt 3");
        assertThat(detail(new SourceState.Streaming(0, NOON))).isEqualTo("from input 0 since 2026-01-02T12:00:00Z");
        assertThat(detail(new SourceState.BackingOff(0, 2, NOON, REFUSED)))
                .isEqualTo("connect: origin.example:80 refused the connection; input 0 is asked again"
                        + " 2026-01-02T12:00:00Z, attempt 2");
        assertThat(detail(new SourceState.Ended(NOON, false))).isEqualTo("last byte delivered 2026-01-02T12:00:00Z");
        assertThat(detail(new SourceState.Ended(NOON, true))).endsWith("; listeners stay connected");
        assertThat(detail(new SourceState.Stopped())).isEqualTo("shut down");
        assertThat(Views.detail(status(new SourceState.Streaming(0, NOON), 0, true)))
                .endsWith("; reading stands because listeners or the pace hold the input back");
    }

    @Test
    void listenersAndEndsKeepAllTheirFigures() {
        ListenerSnapshot listener = new ListenerSnapshot(
                7,
                new OutputAccount("news", "lan", "tcp"),
                "[::1]:4711",
                "VLC/3.0",
                NOON,
                Duration.ofMillis(61_500),
                Policy.SKIP,
                1000,
                20,
                Duration.ofMillis(250),
                3,
                40,
                new Delivery(
                        Duration.ofSeconds(12),
                        OptionalLong.of(125_000),
                        OptionalLong.of(500_000),
                        Delivery.Lags.of(100, 12_500),
                        Optional.of(new TcpSample(
                                Duration.ofMillis(900),
                                Duration.ofNanos(40_250_000),
                                Duration.ofNanos(1_000),
                                10,
                                1448,
                                7,
                                1,
                                OptionalLong.of(3),
                                OptionalLong.empty(),
                                Duration.ofSeconds(2),
                                true))));

        EndView view = Views.end(new ListenerEnd(
                listener, NOON.plusSeconds(60), EndReason.LAPPED, Optional.of(Side.PEER), "fell behind"));

        assertThat(view)
                .isEqualTo(new EndView(
                        new ListenerView(
                                7,
                                "news",
                                "lan",
                                "tcp",
                                "[::1]:4711",
                                "VLC/3.0",
                                "2026-01-02T12:00:00.123Z",
                                61.5,
                                "skip",
                                1000,
                                20,
                                0.25,
                                3,
                                40,
                                new DeliveryView(
                                        12,
                                        Optional.of(125_000L),
                                        Optional.of(16L),
                                        Optional.of(500_000L),
                                        List.of(0.1, 12.5),
                                        Optional.of(new DeliveryView.TcpView(
                                                0.9,
                                                40.25,
                                                0.001,
                                                7,
                                                1,
                                                10,
                                                1448,
                                                Optional.of(3L),
                                                Optional.empty(),
                                                2,
                                                true)))),
                        "2026-01-02T12:01:00.123Z",
                        "lapped",
                        Optional.of("peer"),
                        "fell behind"));
    }

    private void append(int bytes) {
        splice.onUnits(Unpooled.wrappedBuffer(new byte[bytes]));
        splice.flush();
    }

    private static String detail(SourceState state) {
        return Views.detail(status(state, -1, false));
    }

    private static SourceSnapshot status(SourceState state, int active, boolean heldBack) {
        return new SourceSnapshot(
                state,
                active,
                -1,
                List.of(
                        new InputStatus("http://origin.example/news.ts", 2, Optional.of(REFUSED)),
                        new InputStatus("test:card", 0, Optional.empty())),
                4711,
                Optional.of(NOON),
                heldBack);
    }
}
