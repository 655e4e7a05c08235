package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes FLAC streams whose frames have right headers and checks around noise. */
final class FlacFixture {

    private FlacFixture() {}

    static byte[] stream(Random random, int frames) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes("fLaC".getBytes(StandardCharsets.US_ASCII));
        out.writeInt(34);
        // 4096 samples, 44.1 kHz stereo of 16 bits, a number of samples and a checksum
        out.writeShort(4096).writeShort(4096).writeMedium(0).writeMedium(0);
        out.writeLong(44_100L << 44 | 1L << 41 | 15L << 36 | 4096L * frames);
        for (int i = 0; i < 16; i++) {
            out.writeByte(random.nextInt());
        }
        int padding = random.nextInt(5000);
        out.writeInt(0x8100_0000 | padding).writeZero(padding);
        for (int i = 0; i < frames; i++) {
            frame(out, i, 100 + random.nextInt(9000), random);
        }
        return ByteBufUtil.getBytes(out);
    }

    private static void frame(ByteBuf out, int number, int size, Random random) {
        int from = out.writerIndex();
        // fixed blocks of 4096, 44.1 kHz, two channels of 16 bits
        out.writeShort(0xFFF8).writeByte(0xC9).writeByte(0x18).writeByte(number);
        out.writeByte(crc(out, from, 8, 0x07));
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        out.writeBytes(noise);
        out.writeShort(crc(out, from, 16, 0x8005));
    }

    /** Bit by bit: RFC 9639, 9.1.8 and 9.3. */
    private static int crc(ByteBuf out, int from, int width, int polynomial) {
        int top = 1 << (width - 1);
        int crc = 0;
        for (int i = from; i < out.writerIndex(); i++) {
            crc ^= out.getUnsignedByte(i) << (width - 8);
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ ((crc & top) == 0 ? 0 : polynomial);
            }
            crc &= (1 << width) - 1;
        }
        return crc;
    }
}
