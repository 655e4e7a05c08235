package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures what analysis costs for each packet in time on a core, beside a bare reading of the headers. Not a test: run its main from the test class path,
 * on an idle core, with the path of a transport stream or without.
 */
public final class TsAnalyserBenchmark {

    private static final int PIECE = 64 * 1024 / TsPacket.SIZE * TsPacket.SIZE;
    private static final int ROUNDS = 15;
    private static final long PACKETS_A_ROUND = 4_000_000;

    private TsAnalyserBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        byte[] bytes = arguments.length > 0 ? Files.readAllBytes(Path.of(arguments[0])) : signal();
        int length = bytes.length / TsPacket.SIZE * TsPacket.SIZE;
        ByteBuf stream = PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(bytes, 0, length);
        double[] bare = new double[ROUNDS];
        double[] analysed = new double[ROUNDS];
        TsAnalyser analyser = TsAnalyser.byClock();
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            sum += read(stream);
            bare[round] = (double) (cpuNanos() - start) / PACKETS_A_ROUND;
            start = cpuNanos();
            analyse(analyser, stream);
            analysed[round] = (double) (cpuNanos() - start) / PACKETS_A_ROUND;
        }
        Arrays.sort(bare);
        Arrays.sort(analysed);
        System.out.printf(
                "%d packets a round, %d rounds, median: headers read %.1f ns a packet, analysed %.1f ns (best %.1f, worst %.1f); %d%n",
                PACKETS_A_ROUND,
                ROUNDS,
                bare[ROUNDS / 2],
                analysed[ROUNDS / 2],
                analysed[0],
                analysed[ROUNDS - 1],
                sum & 1);
        System.out.printf(
                "1 Gbit/s is 664,894 packets a second: %.1f %% of a core%n", analysed[ROUNDS / 2] * 664_894 / 1e7);
        System.out.print(analyser.report().text());
        stream.release();
    }

    /** Time on a core: that others have the core does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static byte[] signal() {
        return new TsSignal().seconds(20).bytes();
    }

    private static long read(ByteBuf stream) {
        long sum = 0;
        int at = 0;
        for (long i = 0; i < PACKETS_A_ROUND; i++) {
            sum += stream.getInt(at);
            at += TsPacket.SIZE;
            if (at == stream.writerIndex()) {
                at = 0;
            }
        }
        return sum;
    }

    private static void analyse(TsAnalyser analyser, ByteBuf stream) {
        long left = PACKETS_A_ROUND;
        int at = 0;
        while (left > 0) {
            int length = Math.min(PIECE, stream.writerIndex() - at);
            analyser.packets(stream, at, length, 0);
            left -= length / TsPacket.SIZE;
            at = at + length == stream.writerIndex() ? 0 : at + length;
        }
    }
}
