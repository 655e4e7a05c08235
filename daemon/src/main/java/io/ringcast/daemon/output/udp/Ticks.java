package io.ringcast.daemon.output.udp;

/** Nanoseconds and ticks of the program clock, 27 in a microsecond. */
final class Ticks {

    private static final long PER_MICRO = 27;
    private static final long MICRO_NANOS = 1000;

    private Ticks() {}

    static long of(long nanos) {
        return nanos * PER_MICRO / MICRO_NANOS;
    }
}
