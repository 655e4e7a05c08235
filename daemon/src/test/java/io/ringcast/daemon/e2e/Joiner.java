package io.ringcast.daemon.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who comes in the middle: writes down what comes until the stream ends, and gives it to an ffmpeg that was started before and
 * waits on its stdin, so that the time to its first decoded frame is that of the bytes and of its probing and not of its start.
 */
final class Joiner implements Ear, AutoCloseable {

    /** How ffmpeg looks for what a stream is. */
    enum Probing {
        /** As it does when nobody tells it anything: 5 MB and 5 s, less where all is known before. */
        DEFAULT(""),
        /** Not at all: there is no player, and no time is taken. */
        NONE(""),
        /** As people who want it quick tell it. */
        QUICK("-fflags nobuffer -probesize 65536 -analyzeduration 200000 ");

        final String options;

        Probing(String options) {
            this.options = options;
        }
    }

    private static final long NEVER = -1;

    private final JoinKind kind;
    private final Path file;
    private final Probing probing;
    private final DigestOutputStream heard;
    private final @Nullable Process player;

    private @Nullable OutputStream toPlayer;
    private @Nullable Hearer hearer;
    private long connectNanos;
    private volatile long firstByteNanos = NEVER;
    private volatile long firstFrameNanos = NEVER;

    /** Starts its player, if it has one. */
    Joiner(JoinKind kind, Path file, Probing probing) {
        this.kind = kind;
        this.file = file;
        this.probing = probing;
        try {
            heard = new DigestOutputStream(Files.newOutputStream(file), MessageDigest.getInstance("SHA-256"));
            player = probing == Probing.NONE
                    ? null
                    : new ProcessBuilder(command())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        if (player != null) {
            toPlayer = player.getOutputStream();
            Process watched = player;
            Thread watch = new Thread(() -> awaitFrame(watched), "first-frame-" + file.getFileName());
            watch.setDaemon(true);
            watch.start();
        }
    }

    private List<String> command() {
        String stream = kind.picture() ? "v" : "a";
        return List.of(("ffmpeg -nostdin -v quiet " + probing.options + "-i pipe:0 -map 0:" + stream + ":0 -frames:"
                        + stream + " 1 -f framecrc -flush_packets 1 pipe:1")
                .split(" "));
    }

    /** Connects, over raw TCP or HTTP. */
    void join(RunningDaemon daemon, boolean http) {
        connectNanos = System.nanoTime();
        hearer = http
                ? Hearer.http(daemon.httpPort(), "/" + kind.name(), this)
                : Hearer.tcp(daemon.tcpPort(kind.name()), this);
    }

    @Override
    public void hear(byte[] bytes, int length) {
        if (firstByteNanos == NEVER) {
            firstByteNanos = System.nanoTime();
        }
        try {
            heard.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        play(bytes, length);
    }

    private void play(byte[] bytes, int length) {
        OutputStream out = toPlayer;
        if (out == null) {
            return;
        }
        try {
            out.write(bytes, 0, length);
            out.flush();
        } catch (IOException hasItsFrame) {
            toPlayer = null;
        }
    }

    /** Waits until the stream has ended; what was heard as one word that is the same for the same bytes. */
    String awaitEnd(Duration limit) throws IOException {
        Hearer connection = hearer;
        if (connection == null) {
            throw new IllegalStateException("never connected");
        }
        Hearer.End end = connection.awaitEnd(limit);
        if (end != Hearer.End.CLEAN) {
            throw new AssertionError(kind.name() + ": ended " + end);
        }
        heard.close();
        if (toPlayer != null) {
            toPlayer.close();
        }
        return HexFormat.of().formatHex(heard.getMessageDigest().digest());
    }

    Path file() {
        return file;
    }

    Probing probing() {
        return probing;
    }

    boolean hasFrame() {
        return firstFrameNanos != NEVER;
    }

    /** From connecting to the first byte of the stream. */
    double firstByteMillis() {
        return millis(firstByteNanos);
    }

    /** From connecting to the first frame that ffmpeg gave away. */
    double firstFrameMillis() {
        return millis(firstFrameNanos);
    }

    private double millis(long nanos) {
        return nanos == NEVER ? Double.NaN : (nanos - connectNanos) / 1e6;
    }

    private void awaitFrame(Process watched) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(watched.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && firstFrameNanos == NEVER) {
                    firstFrameNanos = System.nanoTime();
                }
            }
        } catch (IOException killed) {
            // It had no frame.
        }
    }

    @Override
    public void close() {
        if (hearer != null) {
            hearer.close();
        }
        if (player != null) {
            player.destroyForcibly();
        }
    }

    /** What ffmpeg says of bytes that come through a pipe, and how much it made of them. */
    static Verdict judge(Path file, Path words) throws IOException, InterruptedException {
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg", "-nostdin", "-v", "error", "-progress", "pipe:1", "-i", "-", "-f", "null", "-")
                .redirectInput(file.toFile())
                .redirectError(words.toFile())
                .start();
        double seconds = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(ffmpeg.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("out_time_us=") && !line.endsWith("N/A")) {
                    seconds = Long.parseLong(line.substring("out_time_us=".length())) / 1e6;
                }
            }
        }
        if (!ffmpeg.waitFor(1, TimeUnit.MINUTES)) {
            ffmpeg.destroyForcibly();
            throw new AssertionError("ffmpeg does not end");
        }
        return new Verdict(Files.readString(words), seconds);
    }

    /**
     * What came of a recording.
     *
     * @param words what ffmpeg complained of
     * @param seconds how much it decoded
     */
    record Verdict(String words, double seconds) {}
}
