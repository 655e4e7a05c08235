package io.ringcast.client.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBodyTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n";

    private final HttpBody body = new HttpBody();
    private final StringBuilder received = new StringBuilder();

    @AfterEach
    void noLeaks() {
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void aBodyUntilCloseIsEverythingBehindTheHead(int pieces) throws Exception {
        decode(HEAD + "\r\nabc\r\n\r\ndef", pieces);

        assertThat(received).hasToString("abc\r\n\r\ndef");
        assertThat(body.isDone()).isFalse();
        assertThat(body.mayEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void aBodyWithALengthEndsByItself(int pieces) throws Exception {
        decode(HEAD + "content-length: 5\r\n\r\nabcdefgh", pieces);

        assertThat(received).hasToString("abcde");
        assertThat(body.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void chunksAreJoinedAndTheirFramingIsLeftOut(int pieces) throws Exception {
        decode(
                HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n1A;name=\"x\"\r\n"
                        + "0123456789\r\nABCDEFGHIJKLMN\r\n0\r\nX-End: 1\r\n\r\nrest",
                pieces);

        assertThat(received).hasToString("abc0123456789\r\nABCDEFGHIJKLMN");
        assertThat(body.isDone()).isTrue();
    }

    @Test
    void aBodyThatIsCutInsideAChunkMayNotEndThere() throws Exception {
        decode(HEAD + "Transfer-Encoding: chunked\r\n\r\n10\r\nabc", 1000);

        assertThat(received).hasToString("abc");
        assertThat(body.mayEnd()).isFalse();
    }

    @Test
    void anInformationalAnswerIsNotTheAnswer() throws Exception {
        decode("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + HEAD + "\r\nabc", 5);

        assertThat(received).hasToString("abc");
    }

    @Test
    void shoutcastAndBareLineFeedsAreUnderstood() throws Exception {
        decode("ICY 200 OK\nicy-name: x\n\nabc", 1000);

        assertThat(received).hasToString("abc");
    }

    @Test
    void whatIsNoStreamIsAnErrorThatSaysWhatItIs() {
        assertThatThrownBy(() -> decode("HTTP/1.1 404 Not Found\r\n\r\n", 1000)).hasMessage("answered 404 Not Found");
        assertThatThrownBy(() -> new HttpBodyTest().decode("SSH-2.0-x y\r\n\r\n", 1000))
                .hasMessage("cut: no answer in HTTP/1");
        assertThatThrownBy(() -> new HttpBodyTest().decode(HEAD + "content-length: many\r\n\r\n", 1000))
                .hasMessageContaining("content-length");
        assertThatThrownBy(() -> new HttpBodyTest().decode(HEAD + "X: " + "x".repeat(20_000), 1000))
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> new HttpBodyTest().decode(HEAD + "transfer-encoding: chunked\r\n\r\nxyz\r\n", 1000))
                .hasMessageContaining("no chunk");
        assertThatThrownBy(
                        () -> new HttpBodyTest().decode(HEAD + "transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n", 1000))
                .hasMessageContaining("longer than it said");
    }

    private void decode(String text, int pieceSize) throws AnswerException {
        ByteBuf stream = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        try {
            while (stream.isReadable()) {
                body.decode(
                        stream.readSlice(Math.min(pieceSize, stream.readableBytes())),
                        (piece, length) ->
                                received.append(piece.readCharSequence(length, StandardCharsets.ISO_8859_1)));
            }
        } finally {
            stream.release();
        }
    }
}
