package io.ringcast.protocol.mpegts;

/** Arithmetic of the two wrapping clocks of a transport stream: the 27 MHz program clock and the 90 kHz time stamps. */
public final class TsClock {

    /** Program clock ticks in a second (ISO/IEC 13818-1, 2.4.2.1). */
    public static final long FREQUENCY = 27_000_000;

    /** Time stamp ticks in a second (2.4.3.7). */
    public static final long STAMP_FREQUENCY = 90_000;

    /** Program clock ticks in a time stamp tick. */
    public static final int TICKS_PER_STAMP = 300;

    /** Where time stamps wrap: they have 33 bits. */
    public static final long STAMP_MODULUS = 1L << 33;

    /** Where the program clock wraps. */
    public static final long MODULUS = STAMP_MODULUS * TICKS_PER_STAMP;

    private TsClock() {}

    /** Program clock ticks from {@code from} to {@code to} the shorter way round, negative when {@code to} is before. */
    public static long difference(long to, long from) {
        return signed(Math.floorMod(to - from, MODULUS), MODULUS);
    }

    /** Time stamp ticks from {@code from} to {@code to} the shorter way round, negative when {@code to} is before. */
    public static long stampDifference(long to, long from) {
        return signed(Math.floorMod(to - from, STAMP_MODULUS), STAMP_MODULUS);
    }

    /** The program clock moved by {@code offset} ticks, wrapped. */
    public static long add(long ticks, long offset) {
        return Math.floorMod(ticks + offset, MODULUS);
    }

    /** The time stamp moved by {@code offset} ticks of 90 kHz, wrapped. */
    public static long addStamp(long stamp, long offset) {
        return Math.floorMod(stamp + offset, STAMP_MODULUS);
    }

    private static long signed(long forward, long modulus) {
        return forward < modulus / 2 ? forward : forward - modulus;
    }
}
