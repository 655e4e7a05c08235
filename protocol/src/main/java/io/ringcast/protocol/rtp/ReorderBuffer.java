package io.ringcast.protocol.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts RTP packets back into the order of their sequence numbers, throws away what came twice, and counts what never came.
 *
 * <pre>
 *   given on  │ expected                                 expected + capacity
 *   ──────────┼────────┬──────┬──────┬──────┬──────┬─ ─ ─ ─┤
 *             │ missing│ held │ held │  gap │ held │       │
 *   ──────────┴────────┴──────┴──────┴──────┴──────┴─ ─ ─ ─┘
 * </pre>
 *
 * <p>A packet that comes in its turn is handed on as it lies, without a copy; one that comes early is copied and held until those before
 * it are there, for at most the given time and within the given number of packets: then what is missing is lost. Owns what it holds until
 * {@link #close()}; belongs to the thread that feeds it.
 */
final class ReorderBuffer implements AutoCloseable {

    /** {@link #dueNanos()} while nothing is held. */
    static final long NEVER = Long.MAX_VALUE;

    /** RFC 3550, A.1: a step of the sequence that is still believed to be loss, and none that begins anew. */
    private static final int MAX_DROPOUT = 3000;

    private static final int SEQUENCES = 1 << 16;
    private static final int NONE = -1;

    private final ByteBufAllocator allocator;
    private final PayloadSink sink;
    private final long waitNanos;
    private final int mask;
    private final @Nullable ByteBuf[] held;
    private final long[] heldSince;

    /** One bit for each sequence number of the last half circle: whether it came. */
    private final long[] came = new long[SEQUENCES / Long.SIZE];

    private boolean running;
    private int expected;
    private int highest;
    private int holding;
    private long oldestNanos;
    private int probation = NONE;

    private long lost;
    private long late;
    private long duplicates;
    private long reordered;
    private long restarts;
    private long strays;

    /**
     * @param capacity packets from the first missing one on that are looked at, a power of two up to 2048
     * @param waitNanos how long a packet is held at most; 0 puts nothing into order
     */
    ReorderBuffer(ByteBufAllocator allocator, int capacity, long waitNanos, PayloadSink sink) {
        if (capacity < 1 || capacity > 2048 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two up to 2048)");
        }
        if (waitNanos < 0) {
            throw new IllegalArgumentException("waitNanos: " + waitNanos + " (expected: >= 0)");
        }
        this.allocator = allocator;
        this.sink = sink;
        this.waitNanos = waitNanos;
        this.mask = capacity - 1;
        this.held = new ByteBuf[capacity];
        this.heldSince = new long[capacity];
    }

    /** A packet came whose payload is what is readable in {@code payload}, which is borrowed. */
    void add(int sequence, ByteBuf payload, long nowNanos) {
        if (!running) {
            begin(sequence);
        }
        expire(nowNanos);
        int ahead = RtpHeader.distance(expected, sequence);
        boolean jumps = ahead >= MAX_DROPOUT || ahead < -held.length;
        if (jumps && sequence != probation) {
            // RFC 3550, A.1: two in sequence are believed, one alone may be damaged.
            probation = sequence + 1 & 0xFFFF;
            strays++;
            return;
        }
        probation = NONE;
        if (jumps) {
            restart(sequence);
            ahead = 0;
        }
        if (hasCome(sequence)) {
            duplicates++;
        } else if (ahead < 0) {
            late++;
        } else {
            accept(sequence, ahead, payload, nowNanos);
        }
    }

    /** When {@link #expire} will have something to do, {@link #NEVER} while nothing is held. */
    long dueNanos() {
        return holding == 0 ? NEVER : oldestNanos + waitNanos;
    }

    /** Gives up on what is missing before packets that were held long enough. */
    void expire(long nowNanos) {
        while (holding > 0 && nowNanos - oldestNanos >= waitNanos) {
            skipTo(firstHeld());
            giveHeld();
        }
    }

    /** Gives on what is held, whatever is missing; the next packet begins a sequence of its own. */
    void restart() {
        while (holding > 0) {
            skipTo(firstHeld());
            giveHeld();
        }
        if (running) {
            restarts++;
        }
        running = false;
    }

    /** The counts that it keeps; the others are 0. */
    DatagramCounts counts() {
        return new DatagramCounts(0, 0, strays, lost, late, duplicates, reordered, restarts);
    }

    /** Frees what is held. Idempotent. */
    @Override
    public void close() {
        for (int i = 0; i < held.length; i++) {
            ByteBuf packet = held[i];
            if (packet != null) {
                held[i] = null;
                packet.release();
            }
        }
        holding = 0;
    }

    private void begin(int sequence) {
        running = true;
        expected = sequence;
        highest = sequence - 1 & 0xFFFF;
        probation = NONE;
        Arrays.fill(came, 0);
    }

    private void restart(int sequence) {
        restart();
        begin(sequence);
    }

    private void accept(int sequence, int ahead, ByteBuf payload, long nowNanos) {
        if (RtpHeader.distance(highest, sequence) > 0) {
            highest = sequence;
        } else {
            reordered++;
        }
        if (ahead > mask) {
            skipTo(sequence - mask & 0xFFFF);
            giveHeld();
        }
        came[sequence >> 6] |= 1L << sequence;
        if (sequence == expected) {
            advance();
            sink.onPayload(payload);
            giveHeld();
        } else {
            hold(sequence, payload, nowNanos);
            expire(nowNanos);
        }
    }

    private void hold(int sequence, ByteBuf payload, long nowNanos) {
        int length = payload.readableBytes();
        held[sequence & mask] = allocator.buffer(length, length).writeBytes(payload, payload.readerIndex(), length);
        heldSince[sequence & mask] = nowNanos;
        if (holding++ == 0) {
            oldestNanos = nowNanos;
        }
    }

    /** Hands on what is held and has its turn, up to the next gap. */
    private void giveHeld() {
        boolean gave = false;
        ByteBuf next = held[expected & mask];
        while (holding > 0 && next != null) {
            give(next);
            gave = true;
            next = held[expected & mask];
        }
        if (gave && holding > 0) {
            findOldest();
        }
    }

    private void give(ByteBuf packet) {
        held[expected & mask] = null;
        holding--;
        advance();
        try {
            sink.onPayload(packet);
        } finally {
            packet.release();
        }
    }

    /** What is missing up to {@code sequence} is lost; what is held before it is handed on. */
    private void skipTo(int sequence) {
        while (expected != sequence) {
            ByteBuf packet = held[expected & mask];
            if (packet != null) {
                give(packet);
            } else {
                lost++;
                advance();
            }
        }
        if (holding > 0) {
            findOldest();
        }
    }

    /** The bit half a circle ahead is of the past, and will be asked for as one of the future. */
    private void advance() {
        int opposite = expected + SEQUENCES / 2 & 0xFFFF;
        came[opposite >> 6] &= ~(1L << opposite);
        expected = expected + 1 & 0xFFFF;
    }

    private int firstHeld() {
        int sequence = expected;
        while (held[sequence & mask] == null) {
            sequence = sequence + 1 & 0xFFFF;
        }
        return sequence;
    }

    private void findOldest() {
        long oldest = NEVER;
        for (int i = 0; i < held.length; i++) {
            if (held[i] != null && (oldest == NEVER || heldSince[i] - oldest < 0)) {
                oldest = heldSince[i];
            }
        }
        oldestNanos = oldest;
    }

    private boolean hasCome(int sequence) {
        return (came[sequence >> 6] & 1L << sequence) != 0;
    }
}
