package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import io.ringcast.protocol.container.UnitSink;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Measures what each packet of an ingest costs in time on a core: received (a copy stands for the kernel's), cut by the parser, analysed,
 * beside a bare reading of the headers.
 *
 * <p>Not a test: run its main from the test class path, with the path of a transport stream or {@code -} for a written one, and the bytes
 * that come at a time (65536; 1316 for datagrams). Rounds of all stages take turns. Before, everything runs over buffers of other kinds
 * too, as in a daemon, so that no call is compiled for the one kind that is measured.
 */
public final class TsAnalyserBenchmark {

    private static final int ROUNDS = 21;
    private static final long PACKETS_A_ROUND = 1_000_000;
    private static final double PACKETS_A_SECOND = 1e9 / (8 * TsPacket.SIZE);

    private enum Stage {
        RECEIVED("received"),
        HEADERS("received, first 4 bytes read"),
        ANALYSED("received, analysed"),
        PARSED("received, cut"),
        ALL("received, cut, analysed");

        final String title;

        Stage(String title) {
            this.title = title;
        }
    }

    private final ByteBuf stream;
    private final int piece;
    private final UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, PooledByteBufAllocator.DEFAULT);
    private final Sink bare = new Sink();
    private final Sink analysing = new Sink();
    private long sum;

    private TsAnalyserBenchmark(ByteBuf stream, int piece) {
        this.stream = stream;
        this.piece = piece;
        analysing.analyser = TsAnalyser.byArrival();
        bare.analyser = TsAnalyser.byArrival();
    }

    public static void main(String[] arguments) throws Exception {
        boolean file = arguments.length > 0 && !arguments[0].equals("-");
        byte[] bytes = file
                ? Files.readAllBytes(Path.of(arguments[0]))
                : new TsSignal().seconds(20).bytes();
        int length = bytes.length / TsPacket.SIZE * TsPacket.SIZE;
        int piece = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 65_536;
        ByteBuf stream = PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(bytes, 0, length);
        new TsAnalyserBenchmark(stream, piece).measure();
    }

    private void measure() {
        ByteBuf received = PooledByteBufAllocator.DEFAULT.directBuffer(piece);
        for (int i = 0; i < 8; i++) {
            for (Stage stage : Stage.values()) {
                run(stage, Unpooled.buffer(piece), PACKETS_A_ROUND / 10);
                run(stage, Unpooled.buffer(piece + 1).slice(1, piece), PACKETS_A_ROUND / 10);
                run(stage, received, PACKETS_A_ROUND / 10);
            }
        }
        Map<Stage, double[]> nanos = new EnumMap<>(Stage.class);
        for (int round = 0; round < ROUNDS; round++) {
            for (Stage stage : Stage.values()) {
                long start = cpuNanos();
                run(stage, received, PACKETS_A_ROUND);
                nanos.computeIfAbsent(stage, ignored -> new double[ROUNDS])[round] =
                        (double) (cpuNanos() - start) / PACKETS_A_ROUND;
            }
        }
        report(nanos);
        received.release();
        stream.release();
        parser.close();
    }

    private void report(Map<Stage, double[]> nanos) {
        double[] received =
                nanos.getOrDefault(Stage.RECEIVED, new double[ROUNDS]).clone();
        nanos.forEach((stage, own) -> {
            double[] over = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                over[i] = own[i] - received[i];
            }
            Arrays.sort(own);
            Arrays.sort(over);
            System.out.printf(
                    "%-30s %6.1f ns a packet (best %.1f, worst %.1f), %6.1f more than received: %4.1f %% of a core at 1 Gbit/s%n",
                    stage.title,
                    own[ROUNDS / 2],
                    own[0],
                    own[ROUNDS - 1],
                    over[ROUNDS / 2],
                    over[ROUNDS / 2] * PACKETS_A_SECOND / 1e7);
        });
        System.out.println("sum " + (sum & 1) + ", packets analysed "
                + analysing.analyser.report().packets());
    }

    /** Time on a core: that others have the core does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void run(Stage stage, ByteBuf received, long packets) {
        long left = packets;
        int at = 0;
        while (left > 0) {
            int length = Math.min(piece, stream.writerIndex() - at);
            received.setIndex(0, 0).writeBytes(stream, at, length);
            work(stage, received);
            // What is cut may be split over two pieces; what is not must be whole packets.
            int taken = stage == Stage.PARSED || stage == Stage.ALL ? length : length / TsPacket.SIZE * TsPacket.SIZE;
            left -= length / TsPacket.SIZE;
            at = at + taken >= stream.writerIndex() ? 0 : at + taken;
        }
        parser.end(stage == Stage.ALL ? analysing : bare);
    }

    private void work(Stage stage, ByteBuf received) {
        int whole = received.readableBytes() / TsPacket.SIZE * TsPacket.SIZE;
        switch (stage) {
            case RECEIVED -> sum += received.getByte(0);
            case HEADERS -> {
                for (int at = 0; at < whole; at += TsPacket.SIZE) {
                    sum += received.getInt(at);
                }
            }
            case ANALYSED -> bare.analyser.packets(received, 0, whole, System.nanoTime());
            case PARSED -> parser.parse(received, bare);
            case ALL -> {
                analysing.nanos = System.nanoTime();
                parser.parse(received, analysing);
            }
        }
    }

    private final class Sink implements UnitSink {
        private TsAnalyser analyser = TsAnalyser.byArrival();
        private long nanos;

        @Override
        public void onUnits(ByteBuf units) {
            if (nanos == 0) {
                sum += units.readableBytes();
            } else {
                analyser.packets(units, units.readerIndex(), units.readableBytes(), nanos);
            }
        }

        @Override
        public void onPart(ByteBuf part) {}

        @Override
        public void onRemark(String remark) {}

        @Override
        public void onClock(long ticks, boolean discontinuity) {
            sum += ticks;
        }

        @Override
        public void onJoinPoint(byte[] preamble) {
            sum += preamble.length;
        }

        @Override
        public void onGarbage(int bytes) {}
    }
}
