package io.ringcast.client.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringcast.client.ScriptedServer;
import io.ringcast.client.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sending a file: what arrives, when, and what is said when it does not. */
@Timeout(60)
final class SenderTest {

    /** MPEG-1 layer III, 128 kbit/s, 44.1 kHz, without padding: ISO/IEC 11172-3, 2.4.3.1. */
    private static final int FRAME_BYTES = 417;

    private static final double FRAME_SECONDS = 1152 / 44_100.0;
    private static final int FRAMES = 400;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
    private final PassingTime time = new PassingTime();

    @Test
    void aFileIsPutAtThePaceOfItsClock() throws Exception {
        byte[] song = song();
        try (ScriptedServer server = new ScriptedServer(this::takes)) {
            long sent = send(song, server.http("/live"), new Pacing.ByClock(), 1);

            assertThat(sent).isEqualTo(song.length);
            assertThat(bodies.take()).isEqualTo(song);
            assertThat(time.seconds()).isCloseTo(FRAMES * FRAME_SECONDS, within(0.5));
            assertThat(heads.take())
                    .startsWith("PUT /live HTTP/1.1\r\n")
                    .contains("Expect: 100-continue\r\n", "Content-Type: audio/mpeg\r\n")
                    .contains("Authorization: Basic " + base64("source:sesame") + "\r\n");
        }
    }

    @Test
    void rateAndNoPaceAreWhatTheySay() throws Exception {
        byte[] bytes = new byte[200_000];
        try (ScriptedServer server = new ScriptedServer(this::takes)) {
            send(bytes, server.http("/live"), new Pacing.AtRate(160_000), 1);

            assertThat(time.seconds()).isCloseTo(10, within(1.0));
            assertThat(bodies.take()).isEqualTo(bytes);

            double before = time.seconds();
            send(bytes, server.http("/live"), new Pacing.Unpaced(), 1);
            assertThat(time.seconds()).isEqualTo(before);
        }
    }

    @Test
    void roundsFollowEachOtherOnOneConnectionAndTheirTimeGoesOn() throws Exception {
        byte[] song = song();
        try (ScriptedServer server = new ScriptedServer(this::takes)) {
            long sent = send(song, server.http("/live"), new Pacing.ByClock(), 3);

            assertThat(sent).isEqualTo(3L * song.length);
            assertThat(time.seconds()).isCloseTo(3 * FRAMES * FRAME_SECONDS, within(0.5));
            assertThat(heads).hasSize(1);
        }
    }

    @Test
    void rawTcpGetsTheBytesAlone() throws Exception {
        byte[] song = song();
        try (ScriptedServer server =
                new ScriptedServer(c -> bodies.add(c.getInputStream().readAllBytes()))) {
            send(song, server.tcp(), new Pacing.ByClock(), 1);

            assertThat(bodies.take()).isEqualTo(song);
        }
    }

    @Test
    void aRefusalCostsNoBytesAndIsSaid() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            heads.add(ScriptedServer.requestHead(c));
            ScriptedServer.send(c, "HTTP/1.1 401 Unauthorized", "Content-Length: 9", "", "a secret.");
            bodies.add(c.getInputStream().readAllBytes());
        })) {
            URI target = URI.create(server.http("/live").toString().replace("http://", "http://me:wrong@"));

            assertThatThrownBy(() -> send(song(), target, new Pacing.ByClock(), 1))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(" answered 401")
                    .hasMessageContaining("RINGCAST_PASSWORD")
                    .hasMessageNotContaining("wrong");
            assertThat(heads.take()).contains("Authorization: Basic " + base64("me:wrong"));
            assertThat(bodies.take()).isEmpty();
        }
    }

    @Test
    void anAnswerInTheMiddleEndsItWithWhatItSays() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 100 Continue", "");
            c.getInputStream().readNBytes(1000);
            ScriptedServer.send(c, "HTTP/1.1 409 Conflict", "Content-Length: 14", "", "somebody else");
            c.getInputStream().readAllBytes();
        })) {
            assertThatThrownBy(() -> send(song(), server.http("/live"), new Pacing.ByClock(), Long.MAX_VALUE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(" answered 409");
        }
    }

    @Test
    void whatHasNoClockAsksForARate() throws Exception {
        try (ScriptedServer server = new ScriptedServer(this::takes)) {
            assertThatThrownBy(() -> send(new byte[10_000], server.http("/live"), new Pacing.ByClock(), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--rate");
        }
    }

    private long send(byte[] bytes, URI target, Pacing pacing, long rounds) throws IOException, InterruptedException {
        Sender sender = new Sender(
                UnpooledByteBufAllocator.DEFAULT, time, Optional.of("sesame"), Duration.ofSeconds(20), "test");
        return sender.send(() -> new ByteArrayInputStream(bytes), target, pacing, rounds, sent -> {});
    }

    /** Lets a publisher in and keeps what it sends. */
    private void takes(Socket c) throws IOException {
        heads.add(ScriptedServer.requestHead(c));
        ScriptedServer.send(c, "HTTP/1.1 100 Continue", "");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        InputStream in = c.getInputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.write(in.readNBytes(size));
            in.readNBytes(2);
        }
        bodies.add(body.toByteArray());
        ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Length: 0", "");
    }

    private static int size(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("cut in a chunk");
            }
            line.append((char) c);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static byte[] song() {
        byte[] song = new byte[FRAMES * FRAME_BYTES];
        for (int at = 0; at < song.length; at += FRAME_BYTES) {
            song[at] = (byte) 0xFF;
            song[at + 1] = (byte) 0xFB;
            song[at + 2] = (byte) 0x90;
            song[at + 3] = 0x64;
        }
        return song;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Passes as fast as somebody waits for it. */
    private static final class PassingTime implements SendTime {

        private long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void sleep(long wanted) {
            nanos += wanted;
        }

        double seconds() {
            return nanos / 1e9;
        }
    }
}
