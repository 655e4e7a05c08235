package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes WAV files of 44.1 kHz, stereo, 16 bits. */
final class WavFixture {

    static final int BYTES_A_SECOND = 176_400;

    private WavFixture() {}

    static byte[] file(Random random, int frames) {
        byte[] sound = new byte[4 * frames];
        random.nextBytes(sound);
        ByteBuf out = Unpooled.buffer();
        word(out, "RIFF").writeIntLE(36 + 34 + sound.length);
        word(out, "WAVE");
        format(out, 1);
        word(out, "LIST").writeIntLE(26).writeZero(26);
        word(out, "data").writeIntLE(sound.length).writeBytes(sound);
        if (sound.length > 0) {
            // What comes behind the sound; without sound nobody could tell.
            word(out, "id3 ").writeIntLE(10).writeZero(10);
        }
        return ByteBufUtil.getBytes(out);
    }

    static void format(ByteBuf out, int tag) {
        word(out, "fmt ").writeIntLE(16);
        out.writeShortLE(tag).writeShortLE(2).writeIntLE(44_100).writeIntLE(BYTES_A_SECOND);
        out.writeShortLE(4).writeShortLE(16);
    }

    static ByteBuf word(ByteBuf out, String word) {
        return out.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
    }
}
