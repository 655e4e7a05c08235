package io.ringcast.daemon.source.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.ManualLoop;
import io.ringcast.daemon.source.RecordingSink;
import io.ringcast.daemon.source.RecordingWriter;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceSettings;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.CounterVerifier;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The built-in signals, with time moved by hand. */
final class TestSignalsTest {

    private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private final ManualLoop time = new ManualLoop();
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void freesEverything() {
        time.close();
        LeakPresenceDetector.check();
    }

    @Test
    void countsAtItsExactRateInSmallSteps() {
        Input input = opener(counter(), "test:counter?rate=10Mbit/s").open(time.loop(), sink);

        input.start();
        time.advance(Duration.ofSeconds(20));
        input.stop();

        assertThat(sink.events()).containsExactly("connected live counter");
        assertThat(sink.size()).isCloseTo(25_000_000, offset(10_000)); // 6 ms of it
        CounterReport report = verify(sink.bytes());
        assertThat(report.isExact()).isTrue();
        assertThat(report.packets()).isEqualTo(sink.size() / CounterPacket.SIZE);
    }

    @Test
    void countsSlowlyToo() {
        Input input = opener(counter(), "test:counter?rate=1kbit/s").open(time.loop(), sink);

        input.start();
        time.advance(Duration.ofSeconds(30));
        input.stop();

        assertThat(sink.size()).isEqualTo(19 * CounterPacket.SIZE); // 30,000 bits are 19.9 packets
    }

    @Test
    void countsOnWithoutAGapAndWithoutHurryWhenItWasHeldBack() {
        Input input = opener(counter(), "test:counter?rate=10Mbit/s").open(time.loop(), sink);
        input.start();
        time.advance(Duration.ofSeconds(1));

        input.autoRead(false);
        int before = sink.size();
        time.advance(Duration.ofSeconds(10));
        assertThat(sink.size()).isEqualTo(before);
        input.autoRead(true);
        time.advance(Duration.ofSeconds(1));
        input.stop();

        assertThat(sink.size()).isCloseTo(2_500_000, offset(20_000));
        assertThat(verify(sink.bytes()).isExact()).isTrue();
    }

    @Test
    void makesNullPackets() {
        Input input = opener(RateKind.nulls(time.ticker(), ALLOCATOR), "test:null?rate=1Mbit/s")
                .open(time.loop(), sink);

        input.start();
        time.advance(Duration.ofSeconds(1));
        input.stop();

        assertThat(sink.events()).containsExactly("connected live mpegts");
        byte[] bytes = sink.bytes();
        assertThat(bytes).hasSizeBetween(123_000, 125_000);
        for (int i = 0; i < bytes.length; i += 188) {
            assertThat(bytes).startsWith(0x47, 0x1F, 0xFF, 0x10);
        }
    }

    @Test
    void refusesARateThatIsNone() {
        UrlKinds kinds = UrlKinds.of(counter().urlKind());

        assertThatThrownBy(() -> kinds.input("test:counter?rate=0")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> kinds.input("test:counter?speed=1Mbit/s")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void releasesTheCardAtThePaceOfItsClockForEver() {
        RecordingWriter out = new RecordingWriter();
        InputOpener card = opener(new CardKind(ALLOCATOR), "test:card");
        SourceSettings settings = new SourceSettings(
                "card",
                Duration.ofSeconds(10),
                new RetrySpec(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                Duration.ofSeconds(30),
                new PaceSpec.Off(),
                PrefetchSpec.NONE,
                Duration.ofSeconds(2),
                Duration.ZERO,
                AtEnd.NEXT,
                false,
                Duration.ofSeconds(20),
                false);
        SourceSupervisor source = new SourceSupervisor(
                settings,
                List.of(card),
                Optional.empty(),
                out,
                time.loop(),
                time.ticker(),
                time.clock(),
                new Random(1),
                ALLOCATOR,
                SourceObserver.NONE);

        source.start();
        time.advance(Duration.ofMillis(20));
        long lead = out.flushedBytes();
        time.advance(Duration.ofSeconds(60)); // several turns of the loop
        long minute = out.flushedBytes() - lead;
        source.stop();
        time.run();

        assertThat(lead / 2.0)
                .isCloseTo(minute / 60.0, offset(minute / 60.0 / 4)); // two seconds at once, then real time
        List<String> events = out.events();
        List<Long> clocks = events.stream()
                .filter(event -> event.startsWith("clock "))
                .map(event -> Long.valueOf(event.split(" ")[1]))
                .toList();
        long elapsed = clocks.get(clocks.size() - 1) - clocks.get(0);
        assertThat(elapsed / 27_000_000.0).isCloseTo(62, offset(0.2));
        assertThat(clocks).isSorted();
        assertThat(events.get(0)).isEqualTo("begin mpegts live");
        assertThat(events).anyMatch(event -> event.startsWith("join at "));
    }

    private RateKind counter() {
        return RateKind.counter(time.ticker(), time.clock(), ALLOCATOR);
    }

    private static InputOpener opener(InputKind kind, String url) {
        InputOpener opener = kind.opener("news", UrlKinds.of(kind.urlKind()).input(url));
        assertThat(opener.url()).isEqualTo(url);
        return opener;
    }

    private static CounterReport verify(byte[] bytes) {
        CounterVerifier verifier = new CounterVerifier(new LatencyHistogram(), 0);
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        verifier.verify(buffer, 0);
        buffer.release();
        return verifier.report();
    }
}
