package io.ringcast.daemon.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Tags in front of packed audio, however the bytes are split. */
final class TagStripperTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void takesOffEveryTagAtTheBeginning() {
        byte[] segment = bytes(tag(0, 300), tag(0x10, 5), "sound ID3 sound".getBytes(StandardCharsets.UTF_8));
        for (int piece = 1; piece <= segment.length; piece++) {
            assertThat(stripped(segment, piece)).as("pieces of %d", piece).isEqualTo("sound ID3 sound");
        }
    }

    @Test
    void letsThroughWhatIsNone() {
        for (String text : new String[] {"", "I", "ID", "IDx", "ID3", "ID3456789", "sound"}) {
            for (int piece = 1; piece <= text.length(); piece++) {
                assertThat(stripped(text.getBytes(StandardCharsets.UTF_8), piece))
                        .isEqualTo(text);
            }
        }
    }

    private String stripped(byte[] segment, int piece) {
        out.reset();
        TagStripper stripper = new TagStripper(bytes -> out.writeBytes(ByteBufUtil.getBytes(bytes)));
        for (int at = 0; at < segment.length; at += piece) {
            ByteBuf part = Unpooled.wrappedBuffer(segment, at, Math.min(piece, segment.length - at));
            stripper.take(part);
        }
        stripper.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] tag(int flags, int size) {
        byte[] tag = new byte[10 + size + (flags == 0 ? 0 : 10)];
        byte[] head = {'I', 'D', '3', 4, 0, (byte) flags, 0, 0, (byte) (size >> 7), (byte) (size & 0x7F)};
        System.arraycopy(head, 0, tag, 0, head.length);
        return tag;
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
