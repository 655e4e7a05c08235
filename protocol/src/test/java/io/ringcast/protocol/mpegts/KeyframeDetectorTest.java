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
        "H264, 00000001 0910 00000001 6742001e 00000001 68ce, AUD SPS PPS, KEYFRAME",
        "H264, 00000001 0910 000001 65b8, AUD IDR, BARE_KEYFRAME",
        "H264, 000001 09f0 000001 06 0601 84 80 000001 419a, SEI with recovery point, BARE_KEYFRAME",
        "H264, 000001 09f0 000001 06 0004 11223344 0601 84 80 000001 419a, recovery point behind another message, BARE_KEYFRAME",
        "H264, 000001 09f0 000001 06 0004 11223344 80 000001 419a, other SEI then P, OTHER",
        "H264, 00000001 09f0 00000001 419a24, AUD P, OTHER",
        "H264, 000001 6742 000001 68ce 000001 419a24, SPS PPS then P, OTHER",
        "H264, 000001 6742 000001 68ce 000001 418884, SPS PPS then I, KEYFRAME",
        "H264, 000001 418884, I without SPS, OTHER",
        "H264, 000001 0910 000001 68ce, PPS alone, UNKNOWN",
        "HEVC, 00000001 4601 50 00000001 4001 0c01, AUD VPS, KEYFRAME",
        "HEVC, 000001 2801 af, IDR_N_LP, BARE_KEYFRAME",
        "HEVC, 000001 2a01 af, CRA, BARE_KEYFRAME",
        "HEVC, 000001 2001 af, BLA, BARE_KEYFRAME",
        "HEVC, 000001 0201 d0, TRAIL_R, OTHER",
        "HEVC, 000001 4e01 0601 84 80 000001 0201, SEI with recovery point, BARE_KEYFRAME",
        "MPEG2_VIDEO, 000001b3 140f, sequence header, KEYFRAME",
        "MPEG2_VIDEO, 00000100 0010, picture, OTHER",
        "MPEG2_VIDEO, 000001b8 0008 00000100 0010, group without sequence header, BARE_KEYFRAME",
        "MPEG4_VIDEO, 000001b0 01 000001b6 10, sequence with I, KEYFRAME",
        "MPEG4_VIDEO, 00000120 08, object layer, KEYFRAME",
        "MPEG4_VIDEO, 000001b6 50, picture, OTHER",
        "H264, 00000001 0910 000001 6742 000001 68ce 000001 65b8, SPS PPS IDR, KEYFRAME",
        "HEVC, 000001 4001 000001 4201 000001 2601, VPS SPS IDR, KEYFRAME",
        "MPEG2_VIDEO, 000001b3 140f 00000100 0008, sequence header then I, KEYFRAME",
        "MPEG2_VIDEO, 000001b3 140f 00000100 0010, sequence header then P, OTHER",
        "MPEG4_VIDEO, 000001b0 01 000001b6 50, sequence then P, OTHER",
        "AAC_ADTS, 000001 65b8, sound, UNKNOWN",
        "H264, 000001, start code at the end, UNKNOWN",
        "H264, 000001 06 ff, SEI cut in its type, UNKNOWN",
        "H264, 000001 06 05 ff, SEI cut in its size, UNKNOWN",
    })
    void tellsKeyframes(Codec codec, String hex, String what, AccessUnitStart expected) {
        ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThat(KeyframeDetector.look(codec, bytes, 0, bytes.readableBytes()))
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
            KeyframeDetector.look(codec, Unpooled.wrappedBuffer(noise), 0, noise.length);
        }
    }
}
