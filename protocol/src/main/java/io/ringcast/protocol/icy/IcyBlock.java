package io.ringcast.protocol.icy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Writes the metadata block that {@link IcyDemuxer} reads: a length in units of 16 bytes, the title, zeros. Stateless. */
public final class IcyBlock {

    private static final int BLOCK_UNIT = 16;
    private static final int MAX_BLOCK = 255 * BLOCK_UNIT;
    private static final byte[] BEFORE = "StreamTitle='".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "';".getBytes(StandardCharsets.US_ASCII);

    private IcyBlock() {}

    /** The block that says that nothing has changed. */
    public static byte[] unchanged() {
        return new byte[1];
    }

    /**
     * The block that announces {@code title} in UTF-8, cut at a character where it is longer than a block. Nothing can be escaped in it: the
     * quote of a {@code ';} within the title, which players take for its end, becomes a typographic one.
     */
    public static byte[] of(String title) {
        ByteBuffer text = ByteBuffer.allocate(MAX_BLOCK);
        text.put(BEFORE);
        text.limit(MAX_BLOCK - BEHIND.length);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(harmless(title)), text, true);
        text.limit(MAX_BLOCK).put(BEHIND);
        int units = (text.position() + BLOCK_UNIT - 1) / BLOCK_UNIT;
        ByteBuffer block = ByteBuffer.allocate(1 + units * BLOCK_UNIT);
        block.put((byte) units).put(text.flip());
        return block.array();
    }

    private static String harmless(String title) {
        return title.replaceAll("\\p{Cntrl}", " ").replace("';", "\u2019;");
    }
}
