package io.ringcast.protocol.counter;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * Checks the counter signal as one listener receives it, in pieces cut anywhere: are all packets there, once, whole and in order, and
 * how long were they under way.
 *
 * <p>It looks through a window of one packet. A window that is a whole packet is taken; any other is moved on to the next byte at which
 * a packet may begin. What is passed over before the first packet is lead-in; after it, it is corruption. Packets that corruption
 * destroyed are not counted as lost too. Makes no garbage and keeps nothing of what it is given.
 */
public final class CounterVerifier {

    private final byte[] window = new byte[CounterPacket.SIZE];
    private final CRC32C crc = new CRC32C();
    private final LatencyHistogram latencies;
    private final long latencySinceMicros;

    private int filled;
    private long passedOver;
    private long highest;
    private long latencyMaxMicros;

    private long bytes;
    private long packets;
    private long gaps;
    private long lost;
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

    /**
     * Reads all of {@code piece}, which is borrowed.
     *
     * @param nowMicros when it arrived, microseconds since the Unix epoch, of the clock that the sender's is compared with
     */
    public void verify(ByteBuf piece, long nowMicros) {
        bytes += piece.readableBytes();
        while (piece.isReadable()) {
            int taken = Math.min(window.length - filled, piece.readableBytes());
            piece.readBytes(window, filled, taken);
            filled += taken;
            if (filled < window.length) {
                return;
            }
            if (CounterPacket.isWhole(window, crc)) {
                onPacket(CounterPacket.sequence(window), CounterPacket.sentMicros(window), nowMicros);
                filled = 0;
            } else {
                passOver();
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

    /** The longest that a sampled packet was under way, microseconds; 0 before the first. */
    public long latencyMaxMicros() {
        return latencyMaxMicros;
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
        if (packets++ == 0) {
            leadingBytes = passedOver;
            highest = sequence;
        } else {
            long destroyed = packetsIn(passedOver);
            corrupt += destroyed;
            if (passedOver % CounterPacket.SIZE != 0) {
                resyncs++;
            }
            follow(sequence, destroyed);
        }
        passedOver = 0;
        if (sentMicros >= latencySinceMicros) {
            long latency = Math.max(0, nowMicros - sentMicros);
            latencyMaxMicros = Math.max(latencyMaxMicros, latency);
            latencies.record(latency);
        }
    }

    private void follow(long sequence, long destroyed) {
        if (sequence <= highest) {
            repeated++;
            return;
        }
        long missing = sequence - highest - 1 - destroyed;
        if (missing > 0) {
            gaps++;
            lost += missing;
        }
        highest = sequence;
    }

    private static long packetsIn(long byteCount) {
        return (byteCount + CounterPacket.SIZE - 1) / CounterPacket.SIZE;
    }
}
