package io.ringcast.protocol.counter;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Checks the counter signal as one listener receives it, in pieces cut anywhere: are all packets there, once, whole and in order, and
 * how long were they under way.
 *
 * <p>Whole packets are checked where they lie. What is none, and the packet that a piece ends in, goes through a window of one packet: a
 * window that is a whole packet is taken; any other is moved on to the next byte at which a packet may begin. What is passed over before
 * the first packet is lead-in; after it, it is corruption. Packets that corruption destroyed are not counted as lost too. Makes no
 * garbage and keeps nothing of what it is given.
 */
public final class CounterVerifier {

    /** A jump of a listener that was later than this is a skip if it made it less late. */
    private static final long LATE_MICROS = TimeUnit.SECONDS.toMicros(1);

    private final byte[] window = new byte[CounterPacket.SIZE];
    private final ByteBuffer windowView = ByteBuffer.wrap(window);
    private final CRC32C crc = new CRC32C();
    private final LatencyHistogram latencies;
    private long latencySinceMicros;

    private int filled;
    private long passedOver;
    private long highest;
    private long highestStampMicros;
    private long ageMicros;
    private long latencyMaxMicros;

    private long bytes;
    private long packets;
    private long gaps;
    private long lost;
    private long skips;
    private long skipped;
    private long repeated;
    private long corrupt;
    private long resyncs;
    private long leadingBytes;

    /**
     * @param latencies takes the age of every packet on arrival, in microseconds; may be shared by verifiers of the same thread
     * @param latencySinceMicros packets stamped before this moment are not sampled: a listener is given them from the past because it
     *     joins behind the head, which says nothing about how long bytes are under way
     */
    public CounterVerifier(LatencyHistogram latencies, long latencySinceMicros) {
        this.latencies = latencies;
        this.latencySinceMicros = latencySinceMicros;
    }

    /** From now on packets stamped from this moment on are sampled, and no others. */
    public void sampleSince(long stampMicros) {
        latencySinceMicros = stampMicros;
    }

    /**
     * Reads all of {@code piece}, which is borrowed.
     *
     * @param nowMicros when it arrived, microseconds since the Unix epoch, of the clock that the sender's is compared with
     */
    public void verify(ByteBuf piece, long nowMicros) {
        verify(piece, piece.readableBytes(), nowMicros);
    }

    /**
     * Reads the next {@code length} bytes of {@code piece}, which is borrowed.
     *
     * @param nowMicros when they arrived
     */
    public void verify(ByteBuf piece, int length, long nowMicros) {
        bytes += length;
        int left = length;
        while (left > 0) {
            if (filled == 0 && left >= window.length && piece.nioBufferCount() == 1) {
                left -= verifyInPlace(piece, left, nowMicros);
            }
            int taken = Math.min(window.length - filled, left);
            piece.readBytes(window, filled, taken);
            filled += taken;
            left -= taken;
            if (filled == window.length) {
                onWindow(nowMicros);
            }
        }
    }

    /** What was seen until now. */
    public CounterReport report() {
        int incomplete = nextCandidate(0, filled);
        long passed = passedOver + incomplete;
        boolean started = packets > 0;
        return new CounterReport(
                bytes,
                packets,
                gaps,
                lost,
                skips,
                skipped,
                repeated,
                corrupt + (started ? packetsIn(passed) : 0),
                resyncs,
                started ? leadingBytes : passed,
                filled - incomplete);
    }

    /** The number of the newest packet, -1 before the first. */
    public long highestSequence() {
        return packets == 0 ? -1 : highest;
    }

    /** The stamp of the packet with that number, microseconds since the Unix epoch; 0 before the first. */
    public long highestStampMicros() {
        return highestStampMicros;
    }

    /** How long the newest packet was under way, microseconds; 0 before the first. */
    public long ageMicros() {
        return ageMicros;
    }

    /** The longest that a sampled packet was under way, microseconds; 0 before the first. */
    public long latencyMaxMicros() {
        return latencyMaxMicros;
    }

    /** Takes the whole packets that come first, and returns how many bytes they were. */
    private int verifyInPlace(ByteBuf piece, int length, long nowMicros) {
        int start = piece.readerIndex();
        ByteBuffer view = piece.internalNioBuffer(start, length);
        int first = view.position();
        int end = first + length - CounterPacket.SIZE;
        int at = first;
        while (at <= end && CounterPacket.isWhole(view, at, crc)) {
            onPacket(CounterPacket.sequence(view, at), CounterPacket.sentMicros(view, at), nowMicros);
            at += CounterPacket.SIZE;
        }
        piece.readerIndex(start + at - first);
        return at - first;
    }

    private void onWindow(long nowMicros) {
        if (CounterPacket.isWhole(windowView, 0, crc)) {
            onPacket(CounterPacket.sequence(windowView, 0), CounterPacket.sentMicros(windowView, 0), nowMicros);
            filled = 0;
        } else {
            passOver();
        }
    }

    private void passOver() {
        int next = nextCandidate(1, window.length);
        filled = window.length - next;
        System.arraycopy(window, next, window, 0, filled);
        passedOver += next;
    }

    /** The first position from {@code from} on at which a packet may begin, or {@code end}. */
    private int nextCandidate(int from, int end) {
        int next = from;
        while (next < end && !CounterPacket.matchesPrefix(window, next, end - next)) {
            next++;
        }
        return next;
    }

    private void onPacket(long sequence, long sentMicros, long nowMicros) {
        long age = Math.max(0, nowMicros - sentMicros);
        if (packets++ == 0) {
            leadingBytes = passedOver;
            highest = sequence;
            highestStampMicros = sentMicros;
        } else {
            long destroyed = packetsIn(passedOver);
            corrupt += destroyed;
            if (passedOver % CounterPacket.SIZE != 0) {
                resyncs++;
            }
            follow(sequence, sentMicros, destroyed, age);
        }
        passedOver = 0;
        ageMicros = age;
        if (sentMicros >= latencySinceMicros) {
            latencyMaxMicros = Math.max(latencyMaxMicros, age);
            latencies.record(age);
        }
    }

    private void follow(long sequence, long sentMicros, long destroyed, long age) {
        if (sequence <= highest) {
            repeated++;
            return;
        }
        long missing = sequence - highest - 1 - destroyed;
        highest = sequence;
        highestStampMicros = sentMicros;
        if (missing <= 0) {
            return;
        }
        if (destroyed == 0 && ageMicros >= LATE_MICROS && age < ageMicros) {
            skips++;
            skipped += missing;
        } else {
            gaps++;
            lost += missing;
        }
    }

    private static long packetsIn(long byteCount) {
        return (byteCount + CounterPacket.SIZE - 1) / CounterPacket.SIZE;
    }
}
