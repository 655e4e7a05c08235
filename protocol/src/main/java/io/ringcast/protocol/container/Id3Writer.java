package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Writes an ID3 tag of version 2.4 (id3.org), frame by frame. */
public final class Id3Writer {

    private static final int HEADER = 10;
    private static final byte VERSION = 4;
    private static final byte UTF_8 = 3;

    /** What a frame and a tag can hold: four times seven bits. */
    private static final int MOST = (1 << 28) - 1;

    private final ByteBuf frames = Unpooled.buffer();

    /** Adds bytes of which only {@code owner}, a name in ASCII, knows what they mean (ID3v2.4.0 frames, 4.27). Returns itself. */
    public Id3Writer priv(String owner, byte[] data) {
        ByteBuf body = Unpooled.buffer();
        body.writeCharSequence(owner, StandardCharsets.US_ASCII);
        body.writeByte(0).writeBytes(data);
        return frame("PRIV", body);
    }

    /** Adds the title of what plays (ID3v2.4.0 frames, 4.2.1). Returns itself. */
    public Id3Writer title(String title) {
        ByteBuf body = Unpooled.buffer();
        body.writeByte(UTF_8);
        body.writeCharSequence(title, StandardCharsets.UTF_8);
        return frame("TIT2", body);
    }

    /** The whole tag. */
    public byte[] toBytes() {
        ByteBuf tag = Unpooled.buffer(HEADER + frames.readableBytes());
        tag.writeCharSequence("ID3", StandardCharsets.US_ASCII);
        tag.writeByte(VERSION).writeByte(0).writeByte(0);
        tag.writeInt(synchsafe(frames.readableBytes()));
        tag.writeBytes(frames, frames.readerIndex(), frames.readableBytes());
        return ByteBufUtil.getBytes(tag);
    }

    private Id3Writer frame(String id, ByteBuf body) {
        frames.writeCharSequence(id, StandardCharsets.US_ASCII);
        frames.writeInt(synchsafe(body.readableBytes())).writeShort(0);
        frames.writeBytes(body);
        return this;
    }

    /** ID3v2.4.0 structure, 6.2. */
    private static int synchsafe(int size) {
        if (size > MOST) {
            throw new IllegalArgumentException("size: " + size + " (expected: <= " + MOST + ")");
        }
        return (size & 0xFE00000) << 3 | (size & 0x1FC000) << 2 | (size & 0x3F80) << 1 | (size & 0x7F);
    }
}
