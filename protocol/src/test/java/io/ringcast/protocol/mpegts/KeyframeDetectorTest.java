package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyframeDetectorTest {

    @ParameterizedTest(name = "{0} {2}: {3}")
    @CsvSource({
        "H264, 00000001 0910 00000001 6742001e 00000001 68ce, AUD SPS PPS, true",
        "H264, 00000001 0910 000001 65b8, AUD IDR, true",
        "H264, 000001 09f0 000001 06 0601 84 80 000001 419a, SEI with recovery point, true",
        "H264, 000001 09f0 000001 06 0004 11223344 0601 84 80 000001 419a, recovery point behind another message, true",
        "H264, 000001 09f0 000001 06 0004 11223344 80 000001 419a, other SEI then P, false",
        "H264, 00000001 09f0 00000001 419a24, AUD P, false",
        "H264, 000001 6742 000001 68ce 000001 419a24, SPS PPS then P, false",
        "H264, 000001 6742 000001 68ce 000001 418884, SPS PPS then I, true",
        "H264, 000001 418884, I without SPS, false",
        "H264, 000001 0910 000001 68ce, PPS alone, false",
        "HEVC, 00000001 4601 50 00000001 4001 0c01, AUD VPS, true",
        "HEVC, 000001 2801 af, IDR_N_LP, true",
        "HEVC, 000001 2a01 af, CRA, true",
        "HEVC, 000001 2001 af, BLA, true",
        "HEVC, 000001 0201 d0, TRAIL_R, false",
        "HEVC, 000001 4e01 0601 84 80 000001 0201, SEI with recovery point, true",
        "MPEG2_VIDEO, 000001b3 140f, sequence header, true",
        "MPEG2_VIDEO, 00000100 0010, picture, false",
        "MPEG2_VIDEO, 000001b8 0008 00000100 0010, group without sequence header, false",
        "MPEG4_VIDEO, 000001b0 01 000001b6 10, sequence, true",
        "MPEG4_VIDEO, 00000120 08, object layer, true",
        "MPEG4_VIDEO, 000001b6 50, picture, false",
        "AAC_ADTS, 000001 65b8, sound, false",
        "H264, 000001, start code at the end, false",
        "H264, 000001 06 ff, SEI cut in its type, false",
        "H264, 000001 06 05 ff, SEI cut in its size, false",
    })
    void tellsKeyframes(Codec codec, String hex, String what, boolean expected) {
        ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThat(KeyframeDetector.startsAtKeyframe(codec, bytes, 0, bytes.readableBytes()))
                .as(what)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void neverLeavesTheGivenBytes(Codec codec) {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            // given: many start codes in few bytes, at the very end of a buffer
            byte[] noise = new byte[1 + random.nextInt(40)];
            for (int at = 0; at < noise.length; at++) {
                noise[at] = (byte) (random.nextBoolean() ? random.nextInt(2) : random.nextInt());
            }

            // when, then: no IndexOutOfBoundsException
            KeyframeDetector.startsAtKeyframe(codec, Unpooled.wrappedBuffer(noise), 0, noise.length);
        }
    }
}
