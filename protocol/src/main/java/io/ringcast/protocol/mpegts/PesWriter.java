package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writes one PES packet of a few bytes into as many transport packets as it takes (ISO/IEC 13818-1, 2.4.3.6 and 2.4.3.4). */
final class PesWriter {

    static final int PAYLOAD_SIZE = TsPacket.SIZE - 4;

    private PesWriter() {}

    /**
     * A PES packet that carries {@code data} and the stamps of {@code like}.
     *
     * @param like the PES packet that follows
     * @param next the counter of the packet that follows, up to which these count
     */
    static byte[] before(PesHeader like, int pid, int next, byte[] data) {
        ByteBuf pes = Unpooled.buffer(data.length + 32);
        boolean pts = like.hasPts();
        boolean dts = like.hasDts();
        int stamps = (pts ? 5 : 0) + (dts ? 5 : 0);
        pes.writeMedium(1);
        pes.writeByte(like.streamId());
        pes.writeShort(3 + stamps + data.length);
        pes.writeByte(0x80);
        pes.writeByte((pts ? 0x80 : 0) | (dts ? 0x40 : 0));
        pes.writeByte(stamps);
        if (pts) {
            writeStamp(pes, dts ? 3 : 2, like.pts());
        }
        if (dts) {
            writeStamp(pes, 1, like.dts());
        }
        pes.writeBytes(data);
        return packets(pes, pid, next);
    }

    private static byte[] packets(ByteBuf pes, int pid, int next) {
        int count = (pes.readableBytes() + PAYLOAD_SIZE - 1) / PAYLOAD_SIZE;
        ByteBuf out = Unpooled.buffer(count * TsPacket.SIZE);
        for (int i = 0; i < count; i++) {
            int length = Math.min(pes.readableBytes(), PAYLOAD_SIZE);
            head(out, pid, i == 0, next - count + i, length);
            out.writeBytes(pes, length);
        }
        return out.array();
    }

    /**
     * Appends what a packet has before its payload: the header, and an adaptation field as long as the payload leaves room (2.4.3.5).
     *
     * @param begins whether a PES packet begins in it
     * @param counter of whose last four bits are the continuity counter
     * @param length bytes of payload, at most {@link #PAYLOAD_SIZE}
     */
    static void head(ByteBuf out, int pid, boolean begins, int counter, int length) {
        out.writeByte(TsPacket.SYNC_BYTE);
        out.writeShort((begins ? 0x4000 : 0) | pid);
        out.writeByte((length < PAYLOAD_SIZE ? 0x30 : 0x10) | (counter & 0x0F));
        if (length < PAYLOAD_SIZE) {
            int stuffing = PAYLOAD_SIZE - length - 1;
            out.writeByte(stuffing);
            for (int j = 0; j < stuffing; j++) {
                out.writeByte(j == 0 ? 0 : 0xFF);
            }
        }
    }

    private static void writeStamp(ByteBuf out, int prefix, long stamp) {
        out.writeByte(prefix << 4 | (int) (stamp >> 29 & 0x0E) | 1);
        out.writeShort((int) (stamp >> 14 & 0xFFFE) | 1);
        out.writeShort((int) (stamp << 1 & 0xFFFE) | 1);
    }
}
