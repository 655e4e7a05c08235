package io.ringcast.protocol.rtp;

/**
 * What came of the datagrams of a stream, in numbers that only grow. Those from {@code lost} on can be known of RTP alone.
 *
 * @param received all that came
 * @param garbage those of them that carry no MPEG-TS, and were thrown away
 * @param strangers those that carry it, but came from another sender in between, and were thrown away
 * @param lost packets that never came, or came too late
 * @param late those of the lost that came all the same, and were thrown away
 * @param duplicates packets that came again, and were thrown away
 * @param reordered packets that came behind a later one, and were put into their place
 * @param restarts times that the sequence began anew: another sender, or a jump
 */
public record DatagramCounts(
        long received,
        long garbage,
        long strangers,
        long lost,
        long late,
        long duplicates,
        long reordered,
        long restarts) {

    /** Nothing has come. */
    public static final DatagramCounts NONE = new DatagramCounts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    public DatagramCounts plus(DatagramCounts other) {
        return new DatagramCounts(
                received + other.received,
                garbage + other.garbage,
                strangers + other.strangers,
                lost + other.lost,
                late + other.late,
                duplicates + other.duplicates,
                reordered + other.reordered,
                restarts + other.restarts);
    }
}
