package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The packet that carries nothing and fills a transport stream up to its rate (ISO/IEC 13818-1, 2.4.1 and Table 2-3). */
public final class NullPacket {

    // 2.4.3.2: sync byte, PID 0x1FFF, payload only, counter 0 (undefined for null packets); the payload may be
    // anything.
    private static final byte[] BYTES = bytes();

    private NullPacket() {}

    /** Appends one. Borrows {@code into}. */
    public static void write(ByteBuf into) {
        into.writeBytes(BYTES);
    }

    private static byte[] bytes() {
        byte[] packet = new byte[TsPacket.SIZE];
        Arrays.fill(packet, (byte) 0xFF);
        packet[0] = TsPacket.SYNC_BYTE;
        packet[1] = (byte) (TsPacket.NULL_PID >> 8);
        packet[2] = (byte) TsPacket.NULL_PID;
        packet[3] = 0x10;
        return packet;
    }
}
