package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes pages of Ogg; their payload is noise but for the headers. */
final class OggFixture {

    static final String VORBIS = "vorbis";
    static final String OPUS = "opus";
    static final String THEORA = "theora";
    static final String FLAC = "flac";
    private static final String[] CODECS = {VORBIS, OPUS, THEORA, FLAC};

    private final ByteBuf out = Unpooled.buffer();
    private final Random random;

    OggFixture(Random random) {
        this.random = random;
    }

    byte[] bytes() {
        return ByteBufUtil.getBytes(out);
    }

    int size() {
        return out.readableBytes();
    }

    /** A whole stream of a codec by its number, with so many pages of a second each. */
    OggFixture chain(int codec, int pages) {
        int serial = random.nextInt();
        headers(CODECS[codec], serial);
        long rate = CODECS[codec].equals(OPUS) ? 48_000 : 44_100;
        for (int i = 0; i < pages; i++) {
            boolean theora = CODECS[codec].equals(THEORA);
            page(
                    i == pages - 1 ? 4 : 0,
                    theora ? (i + 1L) << 6 : (i + 1) * rate,
                    serial,
                    noise(30 + random.nextInt(3000)));
        }
        return this;
    }

    /** The first packet of a stream in a page of its own, the others in another. */
    OggFixture headers(String codec, int serial) {
        page(2, 0, serial, first(codec));
        byte[] comment = noise(300);
        if (codec.equals(VORBIS) || codec.equals(THEORA)) {
            page(0, 0, serial, comment, noise(2000));
        } else {
            page(0, 0, serial, comment);
        }
        return this;
    }

    /** A page; each packet ends in it. */
    OggFixture page(int flags, long granule, int serial, byte[]... packets) {
        ByteBuf lacing = Unpooled.buffer();
        for (byte[] packet : packets) {
            for (int i = packet.length; i >= 255; i -= 255) {
                lacing.writeByte(255);
            }
            lacing.writeByte(packet.length % 255);
        }
        int at = out.writerIndex();
        out.writeBytes("OggS".getBytes(StandardCharsets.US_ASCII));
        out.writeByte(0);
        out.writeByte(flags);
        out.writeLongLE(granule);
        out.writeIntLE(serial);
        out.writeIntLE(0);
        out.writeIntLE(0);
        out.writeByte(lacing.readableBytes());
        out.writeBytes(lacing);
        for (byte[] packet : packets) {
            out.writeBytes(packet);
        }
        out.setIntLE(at + 22, crc(at));
        return this;
    }

    private static byte[] first(String codec) {
        ByteBuf packet = Unpooled.buffer();
        switch (codec) {
            case VORBIS -> {
                packet.writeBytes("\u0001vorbis".getBytes(StandardCharsets.ISO_8859_1));
                packet.writeIntLE(0).writeByte(2).writeIntLE(44_100).writeZero(14);
            }
            case OPUS -> {
                packet.writeBytes("OpusHead".getBytes(StandardCharsets.ISO_8859_1));
                packet.writeByte(1)
                        .writeByte(2)
                        .writeShortLE(312)
                        .writeIntLE(48_000)
                        .writeZero(3);
            }
            case THEORA -> {
                packet.writeBytes("\u0080theora".getBytes(StandardCharsets.ISO_8859_1));
                // 25 frames a second, a shift of 6
                packet.writeZero(15).writeInt(25).writeInt(1).writeZero(10).writeShort(6 << 5);
            }
            default -> {
                packet.writeBytes("\u007fFLAC".getBytes(StandardCharsets.ISO_8859_1));
                packet.writeByte(1).writeByte(0).writeShort(1);
                packet.writeBytes("fLaC".getBytes(StandardCharsets.US_ASCII)).writeInt(34);
                packet.writeZero(10).writeMedium(44_100 << 4).writeZero(21);
            }
        }
        return ByteBufUtil.getBytes(packet);
    }

    /** Without the bits that make an inter frame of Theora, or a header. */
    private byte[] noise(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        bytes[0] &= 0x3F;
        return bytes;
    }

    /** Bit by bit, as RFC 3533 describes it. */
    private int crc(int from) {
        int crc = 0;
        for (int i = from; i < out.writerIndex(); i++) {
            crc ^= out.getUnsignedByte(i) << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ (crc < 0 ? 0x04C1_1DB7 : 0);
            }
        }
        return crc;
    }
}
