package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Tags before, between and behind audio frames: ID3v2, ID3v1, APEv2. */
final class AudioTag {

    /** Bytes by which it is known whether a tag is there, and how long it is. */
    static final int HEADER_SIZE = 16;

    /** Answer of {@link #length}: no tag begins there. */
    static final long NONE = 0;

    /** Answer of {@link #length}: too few bytes to tell. */
    static final long MORE = -1;

    private static final byte[] ID3V2 = "ID3".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID3V1 = "TAG".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] APE = "APETAGEX".getBytes(StandardCharsets.US_ASCII);
    private static final int ID3V1_SIZE = 128;
    private static final int ID3V2_HEADER = 10;
    private static final int APE_HEADER = 32;

    private AudioTag() {}

    /** Bytes of the tag at {@code index} of {@code bytes} (borrowed), of which {@code readable} are there; or {@link #NONE}, {@link #MORE}. */
    static long length(ByteBuf bytes, int index, int readable) {
        if (begins(bytes, index, readable, ID3V2)) {
            return readable < ID3V2_HEADER ? MORE : id3v2(bytes, index);
        }
        if (begins(bytes, index, readable, ID3V1)) {
            return readable < ID3V1.length ? MORE : ID3V1_SIZE;
        }
        if (begins(bytes, index, readable, APE)) {
            return readable < HEADER_SIZE ? MORE : ape(bytes, index);
        }
        return NONE;
    }

    /** id3.org, ID3v2.4.0 structure, 3.1: four times seven bits, without the header and a footer. */
    private static long id3v2(ByteBuf bytes, int index) {
        long size = 0;
        for (int i = 6; i < ID3V2_HEADER; i++) {
            int b = bytes.getUnsignedByte(index + i);
            if (b > 0x7F) {
                return NONE;
            }
            size = size << 7 | b;
        }
        boolean footer = (bytes.getByte(index + 5) & 0x10) != 0;
        return ID3V2_HEADER + size + (footer ? ID3V2_HEADER : 0);
    }

    /** Items and footer; a header comes on top. Only the header stands in front, so this is the tag's first half. */
    private static long ape(ByteBuf bytes, int index) {
        long size = bytes.getUnsignedIntLE(index + 12);
        return size < APE_HEADER || size > 1 << 24 ? NONE : size + APE_HEADER;
    }

    /** Whether the bytes that are there are those of {@code word}, or its beginning. */
    private static boolean begins(ByteBuf bytes, int index, int readable, byte[] word) {
        for (int i = 0; i < Math.min(readable, word.length); i++) {
            if (bytes.getByte(index + i) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
