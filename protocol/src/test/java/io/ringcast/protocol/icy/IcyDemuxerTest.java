package io.ringcast.protocol.icy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IcyDemuxerTest {

    private static final class Recorder implements IcySink {
        final ByteArrayOutputStream payload = new ByteArrayOutputStream();
        final List<String> titles = new ArrayList<>();

        @Override
        public void onPayload(ByteBuf bytes) {
            assertThat(bytes.isReadable()).isTrue();
            payload.writeBytes(ByteBufUtil.getBytes(bytes));
        }

        @Override
        public void onTitle(String title) {
            titles.add(payload.size() + ":" + title);
        }
    }

    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 1_000_000})
    void takesBlocksOutHoweverTheInputIsSplit(int maxPart) {
        // given
        Random random = new Random(maxPart);
        byte[] sound = new byte[5 * 512];
        random.nextBytes(sound);
        ByteBuf stream = Unpooled.buffer();
        stream.writeBytes(sound, 0, 512);
        block(stream, "StreamTitle='One';", StandardCharsets.UTF_8);
        stream.writeBytes(sound, 512, 512).writeByte(0);
        stream.writeBytes(sound, 1024, 512);
        block(stream, "StreamTitle='One';StreamUrl='http://x/';", StandardCharsets.UTF_8);
        stream.writeBytes(sound, 1536, 512);
        block(stream, "StreamTitle='" + "Two".repeat(1300) + "';", StandardCharsets.UTF_8);
        stream.writeBytes(sound, 2048, 512);
        IcyDemuxer demuxer = new IcyDemuxer(512, recorder);

        // when
        while (stream.isReadable()) {
            ByteBuf part = stream.readSlice(Math.min(stream.readableBytes(), 1 + random.nextInt(maxPart)));
            demuxer.read(part);
            assertThat(part.isReadable()).isFalse();
        }

        // then
        assertThat(recorder.payload.toByteArray()).isEqualTo(sound);
        assertThat(recorder.titles).containsExactly("512:One", "2048:" + "Two".repeat(1300));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "StreamTitle='Artist - Song';, Artist - Song",
                "StreamTitle='It's a song';, It's a song",
                "StreamTitle='Don't; won't';StreamUrl='';, Don't; won't",
                "StreamTitle='a';b';StreamUrl='x';, a';b",
                "StreamTitle='a=b';StreamUrl='it's';, a=b",
                "streamtitle = 'lower case' ;, lower case",
                "StreamUrl='x';StreamTitle='behind';, behind",
                "StreamTitle='no semicolon', no semicolon",
                "StreamTitle='cut off, cut off",
                "StreamTitle='Ends in quote'';, Ends in quote'",
                "StreamTitle='';StreamUrl='';, \"\"",
            })
    void readsTitles(String metadata, String title) {
        byte[] bytes = metadata.getBytes(StandardCharsets.UTF_8);

        assertThat(IcyTitle.parse(bytes, bytes.length)).contains(title);
    }

    @Test
    void readsUtf8AndFallsBackToLatin1() {
        byte[] utf8 = "StreamTitle='Björk – Jóga';".getBytes(StandardCharsets.UTF_8);
        byte[] latin1 = "StreamTitle='Björk - Jóga';".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(IcyTitle.parse(utf8, utf8.length)).contains("Björk – Jóga");
        assertThat(IcyTitle.parse(latin1, latin1.length)).contains("Björk - Jóga");
    }

    @Test
    void saysNothingWhenTheBlockHasNoTitle() {
        byte[] bytes = "StreamUrl='x';".getBytes(StandardCharsets.UTF_8);

        assertThat(IcyTitle.parse(bytes, bytes.length)).isEmpty();
    }

    @Test
    void keepsControlCharactersOut() {
        byte[] bytes = "StreamTitle='a\r\nlog=line\u001B[0m';".getBytes(StandardCharsets.UTF_8);

        assertThat(IcyTitle.parse(bytes, bytes.length)).contains("a log=line [0m");
    }

    @Test
    void refusesAnIntervalThatIsNone() {
        assertThatThrownBy(() -> new IcyDemuxer(0, recorder)).hasMessage("icy-metaint: 0 (expected: >= 1)");
    }

    private static void block(ByteBuf out, String text, Charset charset) {
        byte[] bytes = text.getBytes(charset);
        int units = (bytes.length + 15) / 16;
        out.writeByte(units);
        out.writeBytes(bytes).writeZero(units * 16 - bytes.length);
    }
}
