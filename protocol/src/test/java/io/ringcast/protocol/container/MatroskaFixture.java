package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes Matroska streams; what is in a block is noise. */
final class MatroskaFixture {

    static final int EBML = 0x1A45_DFA3;
    static final int SEGMENT = 0x1853_8067;
    static final int INFO = 0x1549_A966;
    static final int TRACKS = 0x1654_AE6B;
    static final int CLUSTER = 0x1F43_B675;

    private MatroskaFixture() {}

    /** A second in each Cluster: a keyframe and four other pictures of track 1, sound of track 2 between them. */
    static byte[] stream(Random random, int clusters, boolean known) {
        ByteBuf segment = Unpooled.buffer();
        element(segment, INFO, element(Unpooled.buffer(), 0x2AD7B1, number(1_000_000)));
        ByteBuf tracks = Unpooled.buffer();
        element(tracks, 0xAE, track(1, 1));
        element(tracks, 0xAE, track(2, 2));
        element(segment, TRACKS, tracks);
        for (int i = 0; i < clusters; i++) {
            ByteBuf cluster = Unpooled.buffer();
            element(cluster, 0xE7, number(1000L * i));
            for (int j = 0; j < 5; j++) {
                element(cluster, 0xA3, block(1, 200 * j, j == 0, random.nextInt(3000), random));
                element(cluster, 0xA3, block(2, 200 * j, true, random.nextInt(300), random));
            }
            if (known) {
                element(segment, CLUSTER, cluster);
            } else {
                segment.writeInt(CLUSTER).writeLong(0x01FF_FFFF_FFFF_FFFFL).writeBytes(cluster);
            }
        }
        ByteBuf out = Unpooled.buffer();
        element(
                out,
                EBML,
                element(Unpooled.buffer(), 0x4282, Unpooled.copiedBuffer("matroska", StandardCharsets.US_ASCII)));
        if (known) {
            element(out, SEGMENT, segment);
        } else {
            out.writeInt(SEGMENT).writeLong(0x01FF_FFFF_FFFF_FFFFL).writeBytes(segment);
        }
        return ByteBufUtil.getBytes(out);
    }

    static ByteBuf block(int track, int time, boolean key, int size, Random random) {
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        return Unpooled.buffer()
                .writeByte(0x80 | track)
                .writeShort(time)
                .writeByte(key ? 0x80 : 0)
                .writeBytes(noise);
    }

    /** Appends an element; lengths have four bytes. Returns {@code out}. */
    static ByteBuf element(ByteBuf out, int id, ByteBuf content) {
        int size = (39 - Integer.numberOfLeadingZeros(id)) / 8;
        for (int i = size - 1; i >= 0; i--) {
            out.writeByte(id >>> (8 * i));
        }
        return out.writeInt(0x1000_0000 | content.readableBytes()).writeBytes(content);
    }

    static ByteBuf number(long value) {
        return Unpooled.buffer().writeLong(value);
    }

    private static ByteBuf track(int number, int type) {
        ByteBuf entry = Unpooled.buffer();
        element(entry, 0xD7, number(number));
        return element(entry, 0x83, number(type));
    }
}
