package io.ringcast.protocol.counter;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/** Writes the counter signal: packet after packet, each numbered one higher than the last. Makes no garbage. */
public final class CounterWriter {

    private final byte[] packet = new byte[CounterPacket.SIZE];
    private final CRC32C crc = new CRC32C();
    private long nextSequence;

    /** Starts at packet number {@code firstSequence}. */
    public CounterWriter(long firstSequence) {
        if (firstSequence < 0) {
            throw new IllegalArgumentException("firstSequence: " + firstSequence + " (expected: >= 0)");
        }
        this.nextSequence = firstSequence;
    }

    /** The number of the packet that is written next. */
    public long nextSequence() {
        return nextSequence;
    }

    /**
     * Appends whole packets to {@code out}, which is borrowed and grows if it has to.
     *
     * @param packets how many, 0 or more
     * @param sentMicros the stamp of all of them, microseconds since the Unix epoch ({@link CounterPacket#micros})
     */
    public void write(ByteBuf out, int packets, long sentMicros) {
        if (packets < 0) {
            throw new IllegalArgumentException("packets: " + packets + " (expected: >= 0)");
        }
        out.ensureWritable(Math.multiplyExact(packets, CounterPacket.SIZE));
        for (int i = 0; i < packets; i++) {
            CounterPacket.encode(packet, crc, nextSequence++, sentMicros);
            out.writeBytes(packet);
        }
    }
}
