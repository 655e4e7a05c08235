package io.ringcast.protocol.container;

/** A media clock that is counted in samples and told in 27 MHz ticks; the rate may change, and rounding never adds up. */
final class MediaTime {

    static final long HERTZ = 27_000_000L;

    private long baseTicks;
    private long samples;
    private int rate = 1;

    /** Ticks since the first sample. */
    long ticks() {
        return baseTicks + samples / rate * HERTZ + samples % rate * HERTZ / rate;
    }

    /** So many samples at {@code newRate} a second have passed. */
    void add(long count, int newRate) {
        if (newRate != rate) {
            baseTicks = ticks();
            samples = 0;
            rate = newRate;
        }
        samples += count;
    }
}
