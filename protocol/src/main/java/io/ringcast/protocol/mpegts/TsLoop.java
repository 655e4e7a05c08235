package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * An endless transport stream made of one finite one that follows itself for ever on one timeline.
 *
 * <p>One turn lasts from the first decoding time of the video to one frame behind the last (without video: of the first audio), so that
 * the pictures keep their spacing over the seam. What else is in the stream fits as well as its author made it fit; where another stream
 * or the clock lasts longer, the turn is lengthened just so far that no time runs backwards. Belongs to the thread that uses it.
 */
public final class TsLoop {

    private final byte[] packets;
    private final long duration;
    private final TsTimeline timeline = new TsTimeline();
    private int position;
    private long offset;
    private long turns;

    /**
     * A loop that begins with the first packet.
     *
     * @param packets whole packets, borrowed for ever and never changed
     * @throws IllegalArgumentException when the bytes are not whole packets, or have no program whose duration can be told
     */
    public TsLoop(byte[] packets) {
        if (packets.length == 0 || packets.length % TsPacket.SIZE != 0) {
            throw new IllegalArgumentException(
                    "bytes: " + packets.length + " (expected: a multiple of " + TsPacket.SIZE + ", not 0)");
        }
        this.packets = packets;
        this.duration = new LoopDuration(Unpooled.wrappedBuffer(packets)).ticks();
    }

    /** How long a turn lasts, in 27 MHz ticks. */
    public long duration() {
        return duration;
    }

    /** Turns that have been completed. */
    public long turns() {
        return turns;
    }

    /**
     * Writes the next packets to {@code out} (borrowed): {@code maxPackets}, or as many as it has room for without growing beyond its
     * maximum capacity.
     *
     * @return how many packets were written
     */
    public int next(ByteBuf out, int maxPackets) {
        int wanted = Math.min(maxPackets, out.maxWritableBytes() / TsPacket.SIZE);
        int left = wanted;
        while (left > 0) {
            int length = Math.min(left * TsPacket.SIZE, packets.length - position);
            int index = out.writerIndex();
            out.writeBytes(packets, position, length);
            timeline.restamp(out, index, length);
            left -= length / TsPacket.SIZE;
            position += length;
            if (position == packets.length) {
                turn();
            }
        }
        return wanted;
    }

    private void turn() {
        position = 0;
        turns++;
        offset = TsClock.add(offset, duration);
        timeline.begin(offset);
    }
}
