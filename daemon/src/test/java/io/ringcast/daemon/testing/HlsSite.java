package io.ringcast.daemon.testing;

import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.FlakyOrigin.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What a {@link FlakyOrigin} serves by path: playlists, segments, keys, and faults before them. Used from any thread. */
public final class HlsSite implements Behaviour {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final Behaviour NOT_THERE = Behaviours.status("404 Not Found");

    private final Map<String, Behaviour> pages = new ConcurrentHashMap<>();
    private final Map<String, Queue<Behaviour>> faults = new ConcurrentHashMap<>();

    @Override
    public void answer(Request request, Wire wire) throws IOException, InterruptedException {
        String path = request.target().split("\\?", 2)[0];
        Queue<Behaviour> before = faults.getOrDefault(path, new ConcurrentLinkedQueue<>());
        Behaviour fault = before.poll();
        (fault == null ? pages.getOrDefault(path, NOT_THERE) : fault).answer(request, wire);
    }

    /** Serves these bytes, parts of them too. */
    public HlsSite file(String path, byte[] bytes) {
        return page(path, (request, wire) -> {
            Matcher range = RANGE.matcher(request.header("range").orElse(""));
            int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
            int last = range.matches() && !range.group(2).isEmpty()
                    ? Math.min(bytes.length - 1, Integer.parseInt(range.group(2)))
                    : bytes.length - 1;
            wire.head(
                    range.matches() ? "206 Partial Content" : "200 OK",
                    "Content-Type: application/octet-stream",
                    "Content-Range: bytes " + from + "-" + last + "/" + bytes.length,
                    "Content-Length: " + (last + 1 - from));
            wire.send(bytes, from, last + 1 - from);
        });
    }

    /** Serves this text as bytes. */
    public HlsSite file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Serves a playlist, in place of the one that was there. */
    public HlsSite playlist(String path, String... lines) {
        byte[] text = text(lines);
        return page(path, (request, wire) -> {
            wire.head("200 OK", "Content-Type: application/vnd.apple.mpegurl", "Content-Length: " + text.length);
            wire.send(text);
        });
    }

    /** Serves a playlist compressed, whoever asks. */
    public HlsSite compressed(String path, String... lines) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page(path, (request, wire) -> {
            wire.head(
                    "200 OK",
                    "Content-Type: application/x-mpegurl",
                    "Content-Encoding: gzip",
                    "Content-Length: " + packed.size());
            wire.send(packed.toByteArray());
        });
    }

    public HlsSite page(String path, Behaviour behaviour) {
        pages.put(path, behaviour);
        return this;
    }

    /** Answers so once, before what is there otherwise. */
    public HlsSite fault(String path, Behaviour behaviour) {
        faults.computeIfAbsent(path, any -> new ConcurrentLinkedQueue<>()).add(behaviour);
        return this;
    }

    /** AES-128, CBC, PKCS7. */
    public static byte[] encrypt(byte[] clear, byte[] key, byte[] vector) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] text(String... lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
