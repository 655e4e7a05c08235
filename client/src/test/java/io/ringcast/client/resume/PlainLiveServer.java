package io.ringcast.client.resume;

import io.ringcast.client.ScriptedServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An origin of a live stream that speaks RFC 8673 and nothing of ours: a shift buffer whose bytes are a function of epoch and offset. A GET
 * gets an endless 200 from a little before the newest byte, and is not told where that is.
 */
final class PlainLiveServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("(?im)^Range: bytes=(\\d+)-(\\d*)$");
    private static final Pattern IF_RANGE = Pattern.compile("(?im)^If-Range: (.*)$");
    private static final long VERY_LARGE = (1L << 53) - 1;
    private static final int BURST = 64 * 1024;
    private static final int PIECE = 16 * 1024;

    /** One unbroken stream. */
    private record Epoch(int number, long startedNanos) {

        String tag() {
            return "\"v" + number + "\"";
        }
    }

    /** A 200 of it. */
    record Begin(int epoch, long offset) {}

    private final long bytesPerSecond;
    private final long held;
    private final List<Begin> begins = new CopyOnWriteArrayList<>();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final ScriptedServer server;
    private volatile Epoch epoch = new Epoch(0, System.nanoTime());

    /** @param held bytes of its shift buffer */
    PlainLiveServer(long bytesPerSecond, long held) throws IOException {
        this.bytesPerSecond = bytesPerSecond;
        this.held = held;
        this.server = new ScriptedServer(this::serve);
    }

    URI http(String path) {
        return server.http(path);
    }

    int port() {
        return server.http("/").getPort();
    }

    /** Where its endless 200s began, in their order. */
    List<Begin> begins() {
        return begins;
    }

    /** How many endless parts it has given. */
    int resumed() {
        return resumed.get();
    }

    /** The next so many parts begin at another byte than the one that is asked for, and say so. */
    void answersWrongly(int times) {
        wrong.set(times);
    }

    /** From now on there is another stream at the same URL, and whoever hears the old one is cut. */
    void beginsAnew() {
        epoch = new Epoch(epoch.number() + 1, System.nanoTime());
    }

    /** The bytes of an epoch. */
    static byte[] bytes(int epoch, long from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            long at = from + i;
            bytes[i] = (byte) (mixed(((long) epoch << 48) + (at >>> 3)) >>> ((at & 7) << 3));
        }
        return bytes;
    }

    /** Digest of them. */
    static String digest(int epoch, long from, int count) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(epoch, from, count)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static long mixed(long value) {
        long z = (value + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private long head(Epoch of) {
        return BURST + (System.nanoTime() - of.startedNanos()) / 1_000 * bytesPerSecond / 1_000_000;
    }

    private void serve(Socket connection) throws IOException {
        String request = ScriptedServer.requestHead(connection);
        Epoch now = epoch;
        long head = head(now);
        long tail = Math.max(0, head - held);
        OutputStream out = new BufferedOutputStream(connection.getOutputStream(), PIECE + 64);
        Matcher range = RANGE.matcher(request);
        Matcher ifRange = IF_RANGE.matcher(request);
        boolean ranged = range.find() && (!ifRange.find() || ifRange.group(1).equals(now.tag()));
        if (request.startsWith("HEAD ")) {
            answer(out, ranged ? "206 Partial Content" : "200 OK", now, ranged ? tail + "-" + (head - 1) + "/*" : "");
        } else if (!ranged) {
            long begin = Math.max(tail, head - BURST);
            begins.add(new Begin(now.number(), begin));
            answer(out, "200 OK\r\nAccept-Ranges: bytes", now, "");
            live(out, now, begin, VERY_LARGE);
        } else {
            long first = Long.parseLong(range.group(1));
            long last = range.group(2).isEmpty() ? head - 1 : Long.parseLong(range.group(2));
            if (last != VERY_LARGE) {
                last = Math.min(last, head - 1);
            } else if (wrong.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                first += 5_000;
            }
            if (first < tail || first > last) {
                answer(out, "416 Range Not Satisfiable", now, "*/" + head);
            } else {
                resumed.addAndGet(last == VERY_LARGE ? 1 : 0);
                answer(out, "206 Partial Content", now, first + "-" + last + "/*");
                live(out, now, first, last);
            }
        }
        out.flush();
    }

    private static void answer(OutputStream out, String status, Epoch of, String range) throws IOException {
        boolean unsatisfied = range.startsWith("*/");
        String fields = "HTTP/1.1 " + status + "\r\nConnection: close\r\nETag: " + of.tag()
                + "\r\nContent-Type: application/octet-stream\r\n"
                + (range.isEmpty() ? "" : "Content-Range: bytes " + range + "\r\n")
                + (unsatisfied ? "Content-Length: 0\r\n" : "Transfer-Encoding: chunked\r\n") + "\r\n";
        out.write(fields.getBytes(StandardCharsets.US_ASCII));
    }

    /** Bytes {@code first} to {@code last} as they come to be. */
    private void live(OutputStream out, Epoch of, long first, long last) throws IOException {
        long at = first;
        while (at <= last) {
            if (!epoch.equals(of)) {
                return;
            }
            int count = (int) Math.min(PIECE, Math.min(last + 1, head(of)) - at);
            if (count <= 0) {
                out.flush();
                pause();
                continue;
            }
            out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes(of.number(), at, count));
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += count;
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
