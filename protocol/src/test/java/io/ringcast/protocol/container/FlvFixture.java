package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;

/** Writes FLV streams with AVC and AAC; what is in a tag is noise. */
final class FlvFixture {

    static final int AUDIO = 8;
    static final int VIDEO = 9;
    static final int SCRIPT = 18;

    private FlvFixture() {}

    /** Five pictures a second, each fifth a keyframe. */
    static byte[] stream(Random random, int pictures) {
        ByteBuf out = header(5);
        tag(out, SCRIPT, 0, noise(random, 200, 2, 0));
        tag(out, VIDEO, 0, noise(random, 40, 0x17, 0));
        tag(out, AUDIO, 0, noise(random, 4, 0xAF, 0));
        for (int i = 0; i < pictures; i++) {
            tag(out, VIDEO, 200 * i, noise(random, 5 + random.nextInt(4000), i % 5 == 0 ? 0x17 : 0x27, 1));
            tag(out, AUDIO, 200 * i, noise(random, 5 + random.nextInt(300), 0xAF, 1));
        }
        return ByteBufUtil.getBytes(out);
    }

    static ByteBuf header(int flags) {
        return Unpooled.buffer()
                .writeMedium(0x464C56)
                .writeByte(1)
                .writeByte(flags)
                .writeInt(9)
                .writeInt(0);
    }

    static void tag(ByteBuf out, int type, int millis, byte[] data) {
        out.writeByte(type).writeMedium(data.length);
        out.writeMedium(millis & 0xFF_FFFF).writeByte(millis >>> 24).writeMedium(0);
        out.writeBytes(data).writeInt(11 + data.length);
    }

    static byte[] noise(Random random, int size, int first, int second) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        bytes[0] = (byte) first;
        bytes[1] = (byte) second;
        return bytes;
    }
}
