package io.ringcast.daemon.testing;

import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The usual ways of a {@link FlakyOrigin} to answer; {@link FileBehaviour} has those of files. */
public final class Behaviours {

    private static final String FILLER = "X-Filler: " + "x".repeat(1000) + "\r\n";

    private Behaviours() {}

    /** A file as a good origin serves it; the methods of {@link FileBehaviour} make it worse. */
    public static FileBehaviour file(byte[] content) {
        return FileBehaviour.of(content);
    }

    /** A status with a short text. */
    public static Behaviour status(String status) {
        return (request, wire) -> {
            wire.head(status, "Content-Type: text/plain", "Content-Length: 6");
            wire.send("sorry\n");
        };
    }

    /** A web page with status 200, as captive portals send it; {@code contentType} is what it claims to be. */
    public static Behaviour page(String contentType) {
        return (request, wire) -> {
            String page = "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n";
            wire.head("200 OK", "Content-Type: " + contentType, "Content-Length: " + page.length());
            wire.send(page);
        };
    }

    /** Elsewhere. */
    public static Behaviour redirect(String status, String location) {
        return (request, wire) -> wire.head(status, "Location: " + location, "Content-Length: 0");
    }

    /** To itself, for ever. */
    public static Behaviour redirectLoop() {
        return (request, wire) -> wire.head("302 Found", "Location: " + request.target(), "Content-Length: 0");
    }

    /** Takes the request and says nothing. */
    public static Behaviour silent() {
        return (request, wire) -> wire.hang();
    }

    /** Begins a head and does not go on. */
    public static Behaviour halfHead() {
        return (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Ty");
            wire.hang();
        };
    }

    /** A head that never ends. */
    public static Behaviour endlessHead() {
        return (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 10_000; i++) {
                wire.send(FILLER);
            }
        };
    }

    /** Bytes that are no HTTP. */
    public static Behaviour garbage() {
        return (request, wire) -> {
            byte[] noise = new byte[4096];
            Arrays.fill(noise, (byte) 0x8F);
            noise[100] = '\n';
            wire.send(noise);
            wire.hang();
        };
    }

    /** Closes without a word. */
    public static Behaviour closed() {
        return (request, wire) -> {};
    }

    /** Resets without a word. */
    public static Behaviour reset() {
        return (request, wire) -> wire.reset();
    }

    /** A live stream of these bytes without a length, closed cleanly behind them. */
    public static Behaviour live(String contentType, byte[] bytes) {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: " + contentType);
            wire.send(bytes);
        };
    }

    /** The same, but the connection stays and is silent behind them. */
    public static Behaviour liveThenSilent(String contentType, byte[] bytes) {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: " + contentType);
            wire.send(bytes);
            wire.hang();
        };
    }

    /**
     * A station: SHOUTcast's status line, and if it is asked for, a title from {@code titles} in turn behind every {@code interval} bytes.
     * Silent behind the last byte.
     */
    public static Behaviour station(byte[] sound, int interval, List<String> titles) {
        return (request, wire) -> {
            boolean asked = request.header("icy-metadata").filter("1"::equals).isPresent();
            wire.send("ICY 200 OK\r\nicy-name: Test\r\nContent-Type: audio/mpeg\r\n"
                    + (asked ? "icy-metaint: " + interval + "\r\n" : "") + "\r\n");
            for (int at = 0, block = 0; at < sound.length; at += interval, block++) {
                int length = Math.min(interval, sound.length - at);
                wire.send(sound, at, length);
                if (asked && length == interval) {
                    wire.send(metadata(titles.get(block % titles.size())));
                }
            }
            wire.hang();
        };
    }

    private static byte[] metadata(String title) {
        byte[] text = ("StreamTitle='" + title + "';").getBytes(StandardCharsets.UTF_8);
        int units = (text.length + 15) / 16;
        byte[] block = new byte[1 + units * 16];
        block[0] = (byte) units;
        System.arraycopy(text, 0, block, 1, text.length);
        return block;
    }
}
