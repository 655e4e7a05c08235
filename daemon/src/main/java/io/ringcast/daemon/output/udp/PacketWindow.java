package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.protocol.mpegts.TsPacket;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a ring, one after another, whether or not a chunk ends within one. Holds a slice of a chunk from {@link #packet} until
 * {@link #release}, which comes before its thread does anything else.
 */
final class PacketWindow {

    private final Ring ring;
    private final ByteBuf split = Unpooled.buffer(TsPacket.SIZE);
    private final byte[] bytes = new byte[TsPacket.SIZE];
    private final TsPacket packet = new TsPacket();

    private @Nullable ByteBuf slice;
    private long from;

    PacketWindow(Ring ring) {
        this.ring = ring;
    }

    /**
     * The packet at {@code offset}, valid until the next call; null when it has been lapped.
     *
     * @param limit up to where bytes may be read, at least a packet behind {@code offset} and not behind the head
     */
    @Nullable
    TsPacket packet(long offset, long limit) {
        ByteBuf held = slice;
        if (held == null || offset < from || offset >= from + held.readableBytes()) {
            release();
            held = ring.retainedSlice(offset, limit - offset);
            if (held == null) {
                return null;
            }
            slice = held;
            from = offset;
        }
        if (offset + TsPacket.SIZE <= from + held.readableBytes()) {
            return packet.wrap(held, held.readerIndex() + (int) (offset - from));
        }
        if (!ring.read(offset, bytes)) {
            return null;
        }
        split.clear().writeBytes(bytes);
        return packet.wrap(split, 0);
    }

    /**
     * Appends {@code length} bytes from {@code offset} on to {@code into}, which is borrowed.
     *
     * @return false when they have been lapped; then {@code into} holds some of them
     */
    boolean copy(long offset, int length, ByteBuf into) {
        int done = 0;
        while (done < length) {
            ByteBuf piece = ring.retainedSlice(offset + done, length - done);
            if (piece == null) {
                return false;
            }
            done += piece.readableBytes();
            into.writeBytes(piece);
            piece.release();
        }
        return true;
    }

    /** Holds nothing any more. */
    void release() {
        ByteBuf held = slice;
        if (held != null) {
            slice = null;
            held.release();
        }
    }
}
