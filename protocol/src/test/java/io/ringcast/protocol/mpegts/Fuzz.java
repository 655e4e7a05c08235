package io.ringcast.protocol.mpegts;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a target on damaged bytes, again and again, for a second or for as long as {@code -Dfuzz.seconds} says. A failure names the seed
 * of the very case: {@code -Dfuzz.seed} runs that one first.
 */
public final class Fuzz {

    private static final byte[] TELLING = {0, 1, 0x47, (byte) 0x80, (byte) 0xFF, (byte) 0xFC, 0x7F, 0x10};

    /** What is tried; everything that it decides follows from {@code random}. */
    @FunctionalInterface
    public interface Target {
        void run(Random random);
    }

    private Fuzz() {}

    public static void run(String name, Target target) {
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", 1));
        long cases = 0;
        for (long seed = first; cases == 0 || System.nanoTime() < end; seed++) {
            try {
                target.run(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError(name + " after " + cases + " cases: -Dfuzz.seed=" + seed, e);
            }
            cases++;
        }
        System.out.println("fuzz " + name + ": " + cases + " cases from seed " + first);
    }

    /** A stream that is right, of a length, clock and PIDs that differ. */
    public static byte[] stream(Random random) {
        TsSignal signal = new TsSignal().from((random.nextLong() & Long.MAX_VALUE) % TsClock.MODULUS);
        for (int i = random.nextInt(3); i >= 0; i--) {
            boolean tables = random.nextInt(4) != 0;
            signal.slots(1 + random.nextInt(3), tables, tables, random.nextInt(8) != 0, random.nextBoolean());
            if (random.nextInt(4) == 0) {
                signal.jump(random.nextInt());
            }
            if (random.nextInt(3) == 0) {
                signal.fixture.section(TsFixture.MAP_PID, map(random));
            }
        }
        return signal.bytes();
    }

    /** A map of program 1 to 3 with some of few streams. */
    public static byte[] map(Random random) {
        int[] types = {0x1B, 0x24, 0x02, 0x0F, 0x81, 0x06, 0x86, 0x03};
        int[] streams = new int[2 * random.nextInt(6)];
        for (int i = 0; i < streams.length; i += 2) {
            streams[i] = types[random.nextInt(types.length)];
            streams[i + 1] = 0x100 + random.nextInt(8);
        }
        int clock = random.nextInt(4) == 0 ? TsPacket.NULL_PID : 0x100 + random.nextInt(8);
        return TsFixture.mapSection(1 + random.nextInt(3), random.nextInt(32), clock, streams);
    }

    /** The same with bytes changed; nothing moves. */
    public static byte[] changed(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(60); i > 0 && changed.length > 0; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) random.nextInt();
                case 2 -> changed[at] = TELLING[random.nextInt(TELLING.length)];
                // The header and the adaptation field, where one byte matters more than in the payload.
                default ->
                    changed[Math.min(changed.length - 1, at / 188 * 188 + 1 + random.nextInt(20))] =
                            (byte) random.nextInt();
            }
        }
        return changed;
    }

    /** The same with packets missing, doubled and swapped; packets stay whole. */
    public static byte[] shuffled(byte[] bytes, Random random) {
        byte[] out = new byte[2 * bytes.length];
        int end = 0;
        for (int at = 0; at + 188 <= bytes.length && end + 376 <= out.length; at += 188) {
            int what = random.nextInt(60);
            int from = what == 2 ? random.nextInt(bytes.length / 188) * 188 : at;
            for (int times = what == 0 ? 0 : what == 1 ? 2 : 1; times > 0; times--) {
                System.arraycopy(bytes, from, out, end, 188);
                end += 188;
            }
        }
        return Arrays.copyOf(out, end);
    }

    /** The same with pieces cut out and noise put in, anywhere; {@code tempting} noise has many sync bytes. */
    public static byte[] torn(byte[] bytes, boolean tempting, Random random) {
        byte[] out = new byte[2 * bytes.length + 2000];
        int at = 0;
        int end = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 20_000 : 500));
            System.arraycopy(bytes, at, out, end, length);
            end += length;
            at += length + (random.nextInt(3) == 0 ? random.nextInt(600) : 0);
            int noise = random.nextInt(3) == 0 ? random.nextInt(500) : 0;
            for (int i = 0; i < noise && end < out.length - bytes.length; i++) {
                out[end++] = tempting && random.nextInt(20) == 0 ? 0x47 : (byte) random.nextInt();
            }
        }
        return Arrays.copyOf(out, end);
    }
}
