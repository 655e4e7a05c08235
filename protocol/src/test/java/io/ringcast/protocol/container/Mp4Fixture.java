package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes MP4 files; their samples are noise. */
final class Mp4Fixture {

    private Mp4Fixture() {}

    /** Fragments of a second each, every other of which begins with a sync sample. */
    static byte[] stream(Random random, int fragments) {
        ByteBuf out = Unpooled.buffer();
        box(out, "ftyp", Unpooled.buffer().writeInt(0x69736F6D).writeInt(0));
        box(out, "moov", movie(true));
        for (int i = 0; i < fragments; i++) {
            fragment(out, i, i % 2 == 0, false, random.nextInt(30_000), random);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** A film of ten seconds that is not fragmented. */
    static byte[] plain(Random random, boolean indexFirst, int size) {
        ByteBuf out = Unpooled.buffer();
        box(out, "ftyp", Unpooled.buffer().writeInt(0x69736F6D).writeInt(0));
        byte[] samples = new byte[size];
        random.nextBytes(samples);
        if (indexFirst) {
            box(out, "moov", movie(false));
        }
        box(out, "mdat", Unpooled.wrappedBuffer(samples));
        if (!indexFirst) {
            box(out, "moov", movie(false));
        }
        return ByteBufUtil.getBytes(out);
    }

    static void fragment(ByteBuf out, int second, boolean sync, boolean absolute, int size, Random random) {
        ByteBuf track = Unpooled.buffer();
        ByteBuf header = Unpooled.buffer().writeInt(absolute ? 0x01 : 0x02_0000).writeInt(1);
        if (absolute) {
            header.writeLong(out.writerIndex());
        }
        box(track, "tfhd", header);
        box(track, "tfdt", Unpooled.buffer().writeInt(1 << 24).writeLong(90_000L * second));
        // one sample: where it lies, its flags
        box(
                track,
                "trun",
                Unpooled.buffer().writeInt(5).writeInt(1).writeInt(100).writeInt(sync ? 0 : 0x1_0000));
        ByteBuf head = Unpooled.buffer();
        box(head, "mfhd", Unpooled.buffer().writeInt(0).writeInt(second + 1));
        box(head, "traf", track);
        box(out, "moof", head);
        byte[] samples = new byte[size];
        random.nextBytes(samples);
        box(out, "mdat", Unpooled.wrappedBuffer(samples));
    }

    static ByteBuf movie(boolean fragmented) {
        ByteBuf media = Unpooled.buffer();
        box(
                media,
                "mdhd",
                Unpooled.buffer()
                        .writeInt(0)
                        .writeLong(0)
                        .writeInt(90_000)
                        .writeInt(0)
                        .writeInt(0));
        box(media, "hdlr", Unpooled.buffer().writeLong(0).writeInt(0x7669_6465).writeZero(12));
        ByteBuf track = Unpooled.buffer();
        box(
                track,
                "tkhd",
                Unpooled.buffer().writeInt(0).writeLong(0).writeInt(1).writeZero(60));
        box(track, "mdia", media);
        ByteBuf movie = Unpooled.buffer();
        // 1000 ticks a second, ten seconds
        box(
                movie,
                "mvhd",
                Unpooled.buffer()
                        .writeInt(0)
                        .writeLong(0)
                        .writeInt(1000)
                        .writeInt(10_000)
                        .writeZero(80));
        box(movie, "trak", track);
        if (fragmented) {
            ByteBuf mvex = Unpooled.buffer();
            box(
                    mvex,
                    "trex",
                    Unpooled.buffer().writeInt(0).writeInt(1).writeZero(12).writeInt(0x1_0000));
            box(movie, "mvex", mvex);
        }
        return movie;
    }

    static void box(ByteBuf out, String type, ByteBuf content) {
        out.writeInt(8 + content.readableBytes());
        out.writeBytes(type.getBytes(StandardCharsets.US_ASCII)).writeBytes(content);
    }
}
