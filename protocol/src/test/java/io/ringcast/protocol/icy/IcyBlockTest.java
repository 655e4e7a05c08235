package io.ringcast.protocol.icy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into a stream is what is read out of it. */
final class IcyBlockTest {

    @ParameterizedTest
    @ValueSource(strings = {"Anna", "Käse & Brot - 日本語", "It's a 'song'", "AC/DC; live", "x'", "exactly sixteen!"})
    void isReadAsItWasWritten(String title) {
        assertThat(read(IcyBlock.of(title))).containsExactly(title);
    }

    @Test
    void hasTheLengthThatItSays() {
        byte[] block = IcyBlock.of("Anna");

        assertThat(block).hasSize(1 + 2 * 16);
        assertThat(block[0]).isEqualTo((byte) 2);
        assertThat(new String(block, 1, 19, StandardCharsets.US_ASCII)).isEqualTo("StreamTitle='Anna';");
        assertThat(block[32]).isZero();
    }

    @Test
    void saysWithOneByteThatNothingChanged() {
        assertThat(IcyBlock.unchanged()).containsExactly(0);
        assertThat(read(IcyBlock.unchanged())).isEmpty();
    }

    @Test
    void cutsALongTitleAtACharacter() {
        byte[] block = IcyBlock.of("ä".repeat(4000));

        assertThat(block).hasSize(1 + 255 * 16);
        assertThat(read(block).get(0)).matches("ä+").hasSizeGreaterThan(2000);
    }

    @Test
    void leavesNoEndWithinATitle() {
        assertThat(read(IcyBlock.of("a';StreamUrl='http://evil.example';b\r\nc")))
                .containsExactly("a\u2019;StreamUrl='http://evil.example\u2019;b  c");
    }

    private static List<String> read(byte[] block) {
        List<String> titles = new ArrayList<>();
        IcyDemuxer demuxer = new IcyDemuxer(1, new IcySink() {
            @Override
            public void onPayload(ByteBuf payload) {
                // One byte of sound.
            }

            @Override
            public void onTitle(String title) {
                titles.add(title);
            }
        });
        demuxer.read(Unpooled.wrappedBuffer(new byte[] {7}, block));
        return titles;
    }
}
