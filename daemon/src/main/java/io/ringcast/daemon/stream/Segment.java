package io.ringcast.daemon.stream;

import io.ringcast.protocol.container.Format;

/**
 * A range of offsets with one format, unit size and phase, up to where the next one begins.
 *
 * @param start ring offset of its first unit
 * @param format what its units are
 * @param finite whether it belongs to items with an end, in which nobody is moved forward
 */
public record Segment(long start, Format format, boolean finite) {

    /** Whether bytes of {@code next} are like those of this one. */
    boolean goesOnAs(Segment next) {
        return format.equals(next.format) && finite == next.finite;
    }

    /** The last unit boundary at or before {@code offset}, which lies in the segment; of a format whose units have one size. */
    public long floor(long offset) {
        return offset - (offset - start) % format.unitSize();
    }
}
