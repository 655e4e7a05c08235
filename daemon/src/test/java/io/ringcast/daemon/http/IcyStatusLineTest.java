package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcyStatusLineTest {

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @CsvSource({
        "ICY 200 OK and more,      HTTP/1.0 200 OK and more",
        "HTTP/1.1 200 OK,          HTTP/1.1 200 OK",
        "ICE,                      ICE",
        "IC,                       ''",
    })
    void changesTheProtocolOfAnIcyAnswerAndNothingElse(String given, String expected) {
        for (int split = 0; split <= given.length(); split++) {
            EmbeddedChannel channel = new EmbeddedChannel(new IcyStatusLine());
            for (String part : new String[] {given.substring(0, split), given.substring(split)}) {
                channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.US_ASCII));
            }

            StringBuilder out = new StringBuilder();
            for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
                out.append(part.toString(StandardCharsets.US_ASCII));
                part.release();
            }
            assertThat(out).as("split at %d", split).hasToString(expected);
            channel.finishAndReleaseAll();
        }
    }
}
