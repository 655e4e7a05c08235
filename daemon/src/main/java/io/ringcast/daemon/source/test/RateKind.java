package io.ringcast.daemon.source.test;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.BitRate;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterWriter;
import io.ringcast.protocol.mpegts.TsPacket;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code test:counter} and {@code test:null}: signals of packets at an exact rate. Immutable. */
public final class RateKind implements InputKind {

    /** How fast the packets come. */
    public static final Option<BitRate> RATE =
            Option.bitRate("rate", "8Mbit/s", "How fast the packets come.").between("1kbit/s", "10Gbit/s");

    private static final UrlKind COUNTER = UrlKind.input("test-counter", "test:counter")
            .says(
                    "test:counter?rate=8Mbit/s",
                    "Numbered, stamped packets at an exact rate, by which ringcast bench finds gaps, duplicates and delay.")
            .options(RATE)
            .optionsInQuery()
            .canWait()
            .even()
            .build();

    private static final UrlKind NULL = UrlKind.input("test-null", "test:null")
            .says("test:null?rate=8Mbit/s", "MPEG-TS null packets at an exact rate: a stream that nobody can decode.")
            .options(RATE)
            .optionsInQuery()
            .canWait()
            .even()
            .build();

    private static final int PACKET_BITS = TsPacket.SIZE * 8;
    private static final double SECOND_NANOS = 1e9;

    private final UrlKind kind;
    private final InputRun run;
    private final Supplier<RateInput.Signal> signals;
    private final Ticker ticker;
    private final ByteBufAllocator allocator;

    private RateKind(
            UrlKind kind,
            Format format,
            Supplier<RateInput.Signal> signals,
            Ticker ticker,
            ByteBufAllocator allocator) {
        this.kind = kind;
        this.run = new InputRun(Optional.of(format), Optional.empty(), false, false);
        this.signals = signals;
        this.ticker = ticker;
        this.allocator = allocator;
    }

    /** The counter signal; {@code clock} stamps its packets, {@code ticker} is the one that event loops schedule by. */
    public static RateKind counter(Ticker ticker, InstantSource clock, ByteBufAllocator allocator) {
        return new RateKind(COUNTER, CounterPacket.FORMAT, () -> counting(clock), ticker, allocator);
    }

    /** Null packets. */
    public static RateKind nulls(Ticker ticker, ByteBufAllocator allocator) {
        return new RateKind(NULL, Format.MPEG_TS, RateKind::nullPackets, ticker, allocator);
    }

    @Override
    public UrlKind urlKind() {
        return kind;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        return new Opener(
                config.url() + "?rate=" + config.get(RATE), config.get(RATE).bitsPerSecond());
    }

    private static RateInput.Signal counting(InstantSource clock) {
        CounterWriter writer = new CounterWriter(0);
        return (out, packets) -> writer.write(out, packets, CounterPacket.micros(clock.instant()));
    }

    /** ISO/IEC 13818-1, 2.4.3.3 and table 2-3: PID 0x1FFF, payload only; its continuity_counter is undefined. */
    private static RateInput.Signal nullPackets() {
        byte[] packet = new byte[TsPacket.SIZE];
        packet[0] = TsPacket.SYNC_BYTE;
        packet[1] = 0x1F;
        packet[2] = (byte) 0xFF;
        packet[3] = 0x10;
        return (out, packets) -> {
            for (int i = 0; i < packets; i++) {
                out.writeBytes(packet);
            }
        };
    }

    private final class Opener implements InputOpener {

        private final String url;
        private final long bitsPerSecond;

        Opener(String url, long bitsPerSecond) {
            this.url = url;
            this.bitsPerSecond = bitsPerSecond;
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new RateInput(
                    loop,
                    ticker,
                    allocator,
                    sink,
                    run,
                    signals.get(),
                    TsPacket.SIZE,
                    PACKET_BITS * SECOND_NANOS / bitsPerSecond);
        }
    }
}
