package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pacer whose time and source the test moves by hand, and what it sent. {@link #close()} fails when memory has not come back. */
final class PacerRig implements AutoCloseable {

    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;

    final ChunkPool pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, 64L << 20);
    final DatagramAccount account = new DatagramAccount(new OutputAccount("test", "udp-1234", "udp"));
    final List<Sent> sent = new ArrayList<>();
    final List<OutputState> states = new ArrayList<>();
    final Splice splice;
    final DatagramPacer pacer;

    private long now = 5_000 * SECOND;
    private long nextId = 1;

    /** A datagram: when it was sent and when it should have been. */
    record Sent(long nanos, long ideal, long clock, byte[] bytes) {

        int packets() {
            return bytes.length / TsPacket.SIZE;
        }

        int first() {
            return TsSource.number(bytes, 0);
        }
    }

    PacerRig(Pacing pacing) {
        this(pacing, 16 << 20);
    }

    PacerRig(Pacing pacing, long ringBytes) {
        splice = new Splice("test", pool, RingLimit.ofBytes(ringBytes), () -> nextId++, () -> now);
        pacer = new DatagramPacer(splice.stream(), pacing, account, new Recorder());
    }

    /** Evenly, with so much delay, as the stream asks for. */
    static Pacing plain(long delayMillis) {
        return new Pacing(delayMillis * MILLI, 16, 0, false);
    }

    long now() {
        return now;
    }

    PacerRig begin() {
        return begin(Format.MPEG_TS);
    }

    PacerRig begin(Format format) {
        splice.begin(new Run(format, Optional.empty(), false));
        if (format.hasJoinPoints()) {
            splice.onJoinPoint(new byte[0]);
        }
        wake();
        return this;
    }

    /** So much comes in now. */
    void deliver(byte[] bytes) {
        splice.onUnits(Unpooled.wrappedBuffer(bytes));
        splice.flush();
        wake();
    }

    void end() {
        splice.end();
        wake();
    }

    /** Time goes on, and the pacer is run whenever it is due. */
    void spend(long nanos) {
        long until = now + nanos;
        while (pacer.due() <= until) {
            now = Math.max(now, pacer.due());
            pacer.run(now, now);
        }
        now = until;
    }

    /** Time goes on, and the pacer is not run. */
    void freeze(long nanos) {
        now += nanos;
    }

    /** Everything that was sent. */
    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        sent.forEach(datagram -> all.writeBytes(datagram.bytes()));
        return all.toByteArray();
    }

    /** Nanoseconds from datagram to datagram. */
    List<Long> distances() {
        List<Long> distances = new ArrayList<>();
        for (int i = 1; i < sent.size(); i++) {
            distances.add(sent.get(i).nanos() - sent.get(i - 1).nanos());
        }
        return distances;
    }

    OutputState state() {
        return states.get(states.size() - 1);
    }

    @Override
    public void close() {
        splice.close();
        if (pool.heldBytes() != 0 || pool.inFlightBytes() != 0) {
            throw new AssertionError("chunks leaked: held " + pool.heldBytes() + ", in flight " + pool.inFlightBytes());
        }
        pool.close();
    }

    private void wake() {
        if (pacer.due() == Paced.NEVER) {
            pacer.woken(now);
        }
    }

    private final class Recorder implements Outlet {

        @Override
        public ByteBuf begin(Moment moment) {
            return PooledByteBufAllocator.DEFAULT.directBuffer(2048);
        }

        @Override
        public void send(ByteBuf datagram, Moment moment) {
            byte[] bytes = new byte[datagram.readableBytes()];
            datagram.readBytes(bytes);
            datagram.release();
            sent.add(new Sent(now, moment.nanos(), moment.clock(), bytes));
        }

        @Override
        public void onState(OutputState state) {
            states.add(state);
        }
    }
}
