package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.container.Detection.PageKind;
import io.ringcast.protocol.container.Detection.PlaylistKind;
import io.ringcast.protocol.mpegts.TsFixture;
import io.ringcast.protocol.mpegts.TsPacket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormatDetectorTest {

    private static final Detection NEEDS_MORE = new Detection.NeedsMore();
    private static final Detection MPEG_TS = new Detection.Stream(Format.MPEG_TS);
    private static final Detection OPAQUE = new Detection.Stream(Format.OPAQUE);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 187})
    void recognisesTransportPacketsWhereverTheFirstBegins(int cut) {
        // given
        byte[] bytes = new TsFixture().more(TsFixture.VIDEO_PID, 7).bytes();

        // when
        Detection detection =
                FormatDetector.detect(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, cut, cut + 1024)), false);

        // then
        assertThat(detection).isEqualTo(MPEG_TS);
    }

    @ParameterizedTest
    @CsvSource({"192, 0", "192, 4", "192, 150", "204, 0", "204, 1", "204, 203"})
    void recognisesTransportPacketsWithSomethingBetweenThem(int stride, int cut) {
        // given
        byte[] bytes = new byte[8 * stride];
        for (int at = stride == 192 ? 4 : 0; at < bytes.length; at += stride) {
            bytes[at] = 0x47;
        }

        // when
        Detection detection =
                FormatDetector.detect(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, cut, cut + 1024)), false);

        // then
        assertThat(detection).isEqualTo(MPEG_TS);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 752, 5000})
    void takesNoSoundWithinPacketsBehindGarbageForAStreamOfSound(int garbage) {
        // given: packets with three short frames of sound each
        byte[] frames =
                new AudioFixture(new Random(8)).adts(60).adts(60).adts(60).bytes();
        TsFixture fixture = new TsFixture();
        for (int i = 0; i < 6; i++) {
            fixture.packet(TsFixture.AUDIO_PID, false, -1, 0, frames);
        }
        byte[] noise = new byte[garbage];
        new Random(garbage).nextBytes(noise);
        ByteBuf prefix = Unpooled.wrappedBuffer(noise, fixture.bytes());

        // when
        Detection whole = FormatDetector.detect(prefix, false);
        Detection early = FormatDetector.detect(prefix.slice(0, garbage + 2 * TsPacket.SIZE), false);

        // then
        assertThat(whole).isEqualTo(MPEG_TS);
        assertThat(early).isEqualTo(NEEDS_MORE);
    }

    @Test
    void recognisesFramesOfSoundThatComeBeforeAnythingLikePackets() {
        // given: frames of 192 bytes that are all the same behind some that are not, as silence behind music
        AudioFixture music = new AudioFixture(new Random(9))
                .adts(192)
                .adts(192)
                .adts(192)
                .adts(192)
                .adts(192);
        byte[] silent = new AudioFixture(new Random(9)).adts(192).bytes();
        silent[20] = 0x47;
        ByteBuf prefix = Unpooled.buffer().writeBytes(music.bytes());
        for (int i = 0; i < 6; i++) {
            prefix.writeBytes(silent);
        }

        // when
        Detection detection = FormatDetector.detect(prefix, false);

        // then
        assertThat(detection).isEqualTo(new Detection.Stream(Format.ADTS));
    }

    @Test
    void waitsForFiveSyncBytes() {
        byte[] bytes = new TsFixture().more(TsFixture.VIDEO_PID, 5).bytes();

        assertThat(FormatDetector.detect(Unpooled.wrappedBuffer(bytes, 0, 752), false))
                .isEqualTo(NEEDS_MORE);
        assertThat(FormatDetector.detect(Unpooled.wrappedBuffer(bytes, 0, 753), false))
                .isEqualTo(MPEG_TS);
    }

    @Test
    void believesFewerPacketsWhenThereWillBeNoMore() {
        byte[] bytes = new TsFixture().more(TsFixture.VIDEO_PID, 2).bytes();

        assertThat(FormatDetector.detect(Unpooled.wrappedBuffer(bytes), true)).isEqualTo(MPEG_TS);
    }

    @Test
    void recognisesPagesAndPlaylists() {
        assertThat(detect("\uFEFF\r\n <!DOCTYPE HTML><title>404</title>", false))
                .isEqualTo(page(PageKind.HTML));
        assertThat(detect("<html lang=en>", false)).isEqualTo(page(PageKind.HTML));
        assertThat(detect("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", true))
                .isEqualTo(page(PageKind.XML));
        assertThat(detect("<?xml version=\"1.0\"?>\n<!DOCTYPE html>", false)).isEqualTo(page(PageKind.HTML));
        assertThat(detect("#EXTM3U\n#EXT-X-VERSION:3\n", false)).isEqualTo(playlist(PlaylistKind.HLS));
        assertThat(detect("#EXTM3U\n#EXTINF:-1,News\nhttp://a/b\n", true)).isEqualTo(playlist(PlaylistKind.M3U));
        assertThat(detect("[playlist]\nFile1=http://a/b\n", false)).isEqualTo(playlist(PlaylistKind.PLS));
    }

    @Test
    void waitsWhileTextMayStillBecomeSomething() {
        assertThat(detect("", false)).isEqualTo(NEEDS_MORE);
        assertThat(detect("<!doc", false)).isEqualTo(NEEDS_MORE);
        assertThat(detect("#EXTM3U\n", false)).isEqualTo(NEEDS_MORE);
        assertThat(detect("<!doc", true)).isEqualTo(OPAQUE);
        assertThat(detect("", true)).isEqualTo(OPAQUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void callsRandomBytesOpaqueWithinTheBound(long seed) {
        // given
        byte[] noise = new byte[FormatDetector.MAX_PREFIX];
        new Random(seed).nextBytes(noise);
        ByteBuf prefix = Unpooled.wrappedBuffer(noise);

        // when
        Detection detection = FormatDetector.detect(prefix, false);

        // then
        assertThat(detection).isEqualTo(OPAQUE);
        assertThat(prefix.readableBytes()).isEqualTo(noise.length);
    }

    private static Detection detect(String text, boolean last) {
        return FormatDetector.detect(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), last);
    }

    private static Detection page(PageKind kind) {
        return new Detection.Page(kind);
    }

    private static Detection playlist(PlaylistKind kind) {
        return new Detection.Playlist(kind);
    }
}
