package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AudioFramesTest {

    @ParameterizedTest
    @CsvSource({
        // ADTS, 48 kHz and 44.1 kHz, 200 and 171 bytes; two raw data blocks
        "AAC_ADTS, FFF14C801900FC, 200, 1920",
        "AAC_ADTS, FFF150801560FC, 171, 2090",
        "AAC_ADTS, FFF14C801900FD, 200, 3840",
        // MPEG-1 layer III 128 kbit/s 44.1 kHz, padded; layer II 192 kbit/s 48 kHz; layer I 384 kbit/s 32 kHz; MPEG-2
        // layer III
        "MPEG_AUDIO, FFFB9000000000, 417, 2352",
        "MPEG_AUDIO, FFFB9200000000, 418, 2352",
        "MPEG_AUDIO, FFFDA400000000, 576, 2160",
        "MPEG_AUDIO, FFFFC800000000, 576, 1080",
        "MPEG_AUDIO, FFF38000000000, 208, 2352",
        // AC-3 448 kbit/s 48 kHz; 44.1 kHz 64 kbit/s, the longer frame
        "AC3, 0B7700001E4000, 1792, 2880",
        "AC3, 0B770000494000, 280, 3135",
        // E-AC-3, 48 kHz, 768 bytes, six blocks and one; 24 kHz
        "EAC3, 0B77017F308000, 768, 2880",
        "EAC3, 0B77017F008000, 768, 480",
        "EAC3, 0B77017FC08000, 768, 5760"
    })
    void knowsHowLongAFrameIs(Codec codec, String head, int bytes, long ticks) {
        // given: three frames in a PES packet, cut anywhere
        ByteBuf data = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
            data.writeBytes(frame(head, bytes));
        }

        for (int cut = 2; cut < data.writerIndex(); cut += 5) {
            // when
            AudioFrames frames = new AudioFrames(codec);
            frames.begin(data, 0, cut);
            frames.goOn(data, cut, data.writerIndex());

            // then: each frame rounded up would be a tick too long
            assertThat(frames.ticks()).isBetween(3 * ticks - 2, 3 * ticks);
        }
    }

    @Test
    void countsNoPartThatSoundsTogetherWithAnother() {
        // given: an independent stream and one that depends on it
        ByteBuf data = Unpooled.buffer().writeBytes(frame("0B77017F308000", 768));
        data.writeBytes(frame("0B77417F308000", 768));
        AudioFrames frames = new AudioFrames(Codec.EAC3);

        // when
        frames.begin(data, 0, data.writerIndex());

        // then
        assertThat(frames.ticks()).isEqualTo(2880);
    }

    @Test
    void knowsNothingWherePacketsAreMissingUntilTheNextPesPacket() {
        // given
        ByteBuf data = Unpooled.buffer().writeBytes(frame("FFF14C801900FC", 200));
        data.writeBytes(frame("FFF14C801900FC", 200));
        AudioFrames frames = new AudioFrames(Codec.AAC_ADTS);

        // when
        frames.begin(data, 0, 150);
        frames.goOn(data, 170, 400);

        // then
        assertThat(frames.ticks()).isZero();
        frames.begin(data, 0, 400);
        assertThat(frames.ticks()).isEqualTo(3840);
    }

    @Test
    void goesOnWithAFrameThatBeganInThePesPacketBefore() {
        // given: the second frame begins in the first PES packet, the third in the next
        ByteBuf data = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
            data.writeBytes(frame("FFF14C801900FC", 200));
        }
        AudioFrames frames = new AudioFrames(Codec.AAC_ADTS);

        // when
        frames.begin(data, 0, 300);
        long first = frames.ticks();
        frames.begin(data, 300, 600);

        // then
        assertThat(first).isEqualTo(3840);
        assertThat(frames.ticks()).isEqualTo(1920);
    }

    @Test
    void knowsNothingOfOtherBytes() {
        AudioFrames frames = new AudioFrames(Codec.AAC_ADTS);

        frames.begin(Unpooled.buffer().writeZero(184), 0, 184);

        assertThat(frames.ticks()).isZero();
        assertThat(AudioHeader.knows(Codec.AAC_LATM)).isFalse();
    }

    private static byte[] frame(String head, int bytes) {
        byte[] frame = new byte[bytes];
        byte[] start = HexFormat.of().parseHex(head);
        System.arraycopy(start, 0, frame, 0, start.length);
        return frame;
    }
}
