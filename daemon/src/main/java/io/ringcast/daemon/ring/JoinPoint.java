package io.ringcast.daemon.ring;

/**
 * An offset at which a decoder can start.
 *
 * @param offset ring offset of the first unit, a unit boundary
 * @param nanos when it was written, nanoseconds of the writer's clock
 * @param preamble bytes that the decoder needs first, possibly none; nobody changes the array
 * @param time where it is on the media clock
 * @param begins whether what is before it has another origin: clock and coding may be others from here on
 */
public record JoinPoint(long offset, long nanos, byte[] preamble, MediaTime time, boolean begins) {

    /** Of a format without a clock. */
    JoinPoint(long offset, long nanos, byte[] preamble) {
        this(offset, nanos, preamble, MediaTime.NONE, false);
    }

    // The array is shared on purpose: identity is what matters here, and nobody compares join points.
    @Override
    public boolean equals(Object other) {
        return other instanceof JoinPoint that && that.offset == offset && that.nanos == nanos;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return "JoinPoint[" + offset + ", preamble=" + preamble.length + "]";
    }
}
