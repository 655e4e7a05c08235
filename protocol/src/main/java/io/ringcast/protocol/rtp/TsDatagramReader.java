package io.ringcast.protocol.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Makes one transport stream of datagrams that carry it, each with an RTP header (RFC 2250) or without: which of both is told by every
 * datagram itself.
 *
 * <p>What carries no MPEG-TS is thrown away and counted, whoever sent it. One sender is followed, which in RTP is a synchronisation
 * source: another is believed when the first one has been silent for {@value #SILENCE_MILLIS} ms, so that two that send to one place do
 * not shred each other. RTP packets are put into order. Nothing is allocated for a datagram that comes in its turn.
 *
 * <p>Owns what it holds until {@link #close()}; belongs to the thread that feeds it.
 */
public final class TsDatagramReader implements AutoCloseable {

    /** {@link #dueNanos()} while there is nothing to wait for. */
    public static final long NEVER = ReorderBuffer.NEVER;

    /** What a datagram turned out to be. */
    public enum Seen {
        /** A piece of a transport stream, or several of its packets, and nothing else. */
        RAW,
        /** RTP with packets of a transport stream; also one that came twice or too late. */
        RTP,
        /** Neither. */
        GARBAGE,
        /** One of both, of a sender that is not followed. */
        STRANGER
    }

    static final int SILENCE_MILLIS = 200;

    /** Of packets of 1316 bytes: what 40 Mbit/s bring in 130 ms. */
    private static final int CAPACITY = 512;

    private static final long SILENCE_NANOS = SILENCE_MILLIS * 1_000_000L;
    private static final long NOBODY = -2;
    private static final long WITHOUT_SOURCE = -1;

    private final PayloadSink sink;
    private final ReorderBuffer order;
    private final TsPhase phase = new TsPhase();

    private long followed = NOBODY;
    private long lastNanos;
    private long received;
    private long garbage;
    private long strangers;
    private long changes;

    /**
     * @param allocator of RTP packets that came early
     * @param waitNanos how long these wait at most for those before them; 0 puts nothing into order
     * @param sink gets the transport stream; it is split anywhere if the sender's datagrams are
     */
    public TsDatagramReader(ByteBufAllocator allocator, long waitNanos, PayloadSink sink) {
        this.sink = sink;
        this.order = new ReorderBuffer(allocator, CAPACITY, waitNanos, sink);
    }

    /**
     * Reads a datagram, which is borrowed.
     *
     * @param nowNanos when it came, of a clock that never runs back
     */
    public Seen read(ByteBuf datagram, long nowNanos) {
        received++;
        int from = datagram.readerIndex();
        int end = datagram.writerIndex();
        int payload = RtpHeader.payloadOffset(datagram);
        if (payload >= 0) {
            int payloadEnd = end - RtpHeader.padding(datagram);
            if (isPayload(datagram, from + payload, payloadEnd)) {
                return rtp(datagram, from + payload, payloadEnd, nowNanos);
            }
        }
        boolean silent = nowNanos - lastNanos >= SILENCE_NANOS;
        if (followed != WITHOUT_SOURCE && followed != NOBODY && !silent) {
            boolean stranger = TsPhase.isWhole(datagram, from, end);
            return stranger ? stranger() : garbage();
        }
        if (followed != WITHOUT_SOURCE) {
            phase.forget();
        }
        if (!phase.read(datagram, from, end)) {
            return garbage();
        }
        follow(WITHOUT_SOURCE, nowNanos);
        sink.onPayload(datagram);
        return Seen.RAW;
    }

    /** When {@link #expire} will have something to do; {@link #NEVER} while nothing is waited for. */
    public long dueNanos() {
        return order.dueNanos();
    }

    /** Gives up on packets that were waited for long enough, and hands on those behind them. */
    public void expire(long nowNanos) {
        order.expire(nowNanos);
    }

    /** What came of all datagrams so far. */
    public DatagramCounts counts() {
        return order.counts().plus(new DatagramCounts(received, garbage, strangers, 0, 0, 0, 0, changes));
    }

    /** Whether it follows a sender of RTP. */
    public boolean isRtp() {
        return followed >= 0;
    }

    /** Frees what is held. Idempotent. */
    @Override
    public void close() {
        order.close();
    }

    private Seen rtp(ByteBuf datagram, int payload, int payloadEnd, long nowNanos) {
        long source = RtpHeader.ssrc(datagram);
        if (source != followed && followed != NOBODY && nowNanos - lastNanos < SILENCE_NANOS) {
            return stranger();
        }
        follow(source, nowNanos);
        int from = datagram.readerIndex();
        int end = datagram.writerIndex();
        int sequence = RtpHeader.sequence(datagram);
        datagram.setIndex(payload, payloadEnd);
        try {
            order.add(sequence, datagram, nowNanos);
        } finally {
            datagram.setIndex(from, end);
        }
        return Seen.RTP;
    }

    private void follow(long sender, long nowNanos) {
        if (sender != followed) {
            if (followed == WITHOUT_SOURCE) {
                changes++;
            }
            order.restart();
            followed = sender;
        }
        lastNanos = nowNanos;
    }

    private Seen stranger() {
        strangers++;
        return Seen.STRANGER;
    }

    private Seen garbage() {
        garbage++;
        return Seen.GARBAGE;
    }

    /** RFC 2250, 2: an integral number of packets, of payload type 33; some senders use a dynamic type, others send no payload now and then. */
    private static boolean isPayload(ByteBuf datagram, int from, int end) {
        return from == end
                ? RtpHeader.payloadType(datagram) == RtpHeader.MPEG_TS
                : TsPhase.isWhole(datagram, from, end);
    }
}
