package io.ringcast.protocol.counter;

/**
 * What a {@link CounterVerifier} has seen.
 *
 * @param bytes bytes received
 * @param packets whole packets among them, repeated ones included
 * @param gaps places where packets are missing, other than skips
 * @param lost packets missing there, together
 * @param skips places where whole packets are missing before which the listener was late and behind which it is less late: it was
 *     moved on, as a server does with one that fell behind
 * @param skipped packets missing there, together
 * @param repeated packets whose number is not above all before: duplicates, or out of order
 * @param corrupt packets' worth of bytes (rounded up) that came where packets were due and were none
 * @param resyncs how often packets came back at another distance than a multiple of their size: bytes were cut out or put in
 * @param leadingBytes bytes before the first whole packet: 0 when the stream was entered at a packet's boundary
 * @param trailingBytes bytes after the last whole packet that may be the beginning of the next
 */
public record CounterReport(
        long bytes,
        long packets,
        long gaps,
        long lost,
        long skips,
        long skipped,
        long repeated,
        long corrupt,
        long resyncs,
        long leadingBytes,
        long trailingBytes) {

    /** Nothing seen. */
    public static final CounterReport NONE = new CounterReport(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Whether every packet came once, whole and in order since the first one. */
    public boolean isExact() {
        return isExactButForSkips() && skips == 0;
    }

    /** Whether nothing is wrong but that the listener was moved on. */
    public boolean isExactButForSkips() {
        return gaps == 0 && repeated == 0 && corrupt == 0 && resyncs == 0;
    }

    /** The sum of both. */
    public CounterReport plus(CounterReport other) {
        return new CounterReport(
                bytes + other.bytes,
                packets + other.packets,
                gaps + other.gaps,
                lost + other.lost,
                skips + other.skips,
                skipped + other.skipped,
                repeated + other.repeated,
                corrupt + other.corrupt,
                resyncs + other.resyncs,
                leadingBytes + other.leadingBytes,
                trailingBytes + other.trailingBytes);
    }
}
