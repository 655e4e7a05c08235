package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IceRequestLineTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new IceRequestLine());

    @AfterEach
    void freesEverything() {
        channel.finishAndReleaseAll();
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n"})
    void makesHttpOfTheLineOfAnOldSourceClient(String lineEnd) {
        String rest = lineEnd + "content-type: audio/mpeg" + lineEnd + lineEnd + "ICE/1.0";

        assertThat(through("SOURCE /news ICE/1.0" + rest)).isEqualTo("SOURCE /news HTTP/1.0" + rest);
        assertThat(channel.pipeline().get(IceRequestLine.class)).isNull();
    }

    @Test
    void waitsForTheWholeLineHoweverItIsSplit() {
        StringBuilder given = new StringBuilder();
        for (String letter : "SOURCE /news ICE/1.0\r\nx".split("")) {
            given.append(through(letter));
        }

        assertThat(given).hasToString("SOURCE /news HTTP/1.0\r\nx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /news HTTP/1.1\r\n\r\n",
                "SOURCE /news HTTP/1.0\r\n\r\n",
                "SOURCE ICE/1.0x\r\n",
                "SOURCE \r\n",
                "SOURCES /news ICE/1.0\r\n",
                "\r\n"
            })
    void leavesEveryOtherLineAsItIs(String request) {
        assertThat(through(request)).isEqualTo(request);
    }

    @Test
    void keepsNoLineThatIsTooLong() {
        String endless = "SOURCE /" + "x".repeat(HttpServerSettings.MAX_REQUEST_LINE_BYTES);

        assertThat(through(endless)).isEqualTo(endless);
    }

    private String through(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
        StringBuilder out = new StringBuilder();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            out.append(next.toString(StandardCharsets.US_ASCII));
            next.release();
        }
        return out.toString();
    }
}
