package io.ringcast.daemon.e2e;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Somebody who listens, by raw TCP or by HTTP: a blocking socket and a thread that reads it to its end, so that nothing it does depends
 * on what is tested.
 */
final class Hearer implements AutoCloseable {

    /** How a connection ended as its listener sees it. */
    enum End {
        /** A FIN. */
        CLEAN,
        /** A RST, or another error. */
        BROKEN
    }

    private static final int PIECE = 64 * 1024;
    private static final int CONNECT_MILLIS = 20_000;

    private final Socket socket;
    private final int localPort;
    private final Ear ear;
    private final int piece;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final CompletableFuture<String> head = new CompletableFuture<>();
    private final AtomicLong heard = new AtomicLong();

    private Hearer(int port, Ear ear, int receiveBuffer, int piece) {
        this.ear = ear;
        this.piece = piece;
        this.socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            localPort = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Hearer(int port, Ear ear, SSLContext trust) {
        this.ear = ear;
        this.piece = PIECE;
        try {
            Socket plain = new Socket();
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            localPort = plain.getLocalPort();
            SSLSocket secure = (SSLSocket) trust.getSocketFactory().createSocket(plain, "localhost", port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            socket = secure;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects, and reads without saying a word. */
    static Hearer tcp(int port, Ear ear) {
        return tcp(port, ear, PIECE);
    }

    /** The same, never more than {@code piece} bytes at a time. */
    static Hearer tcp(int port, Ear ear, int piece) {
        Hearer hearer = new Hearer(port, ear, 0, piece);
        hearer.begin(Optional.empty());
        return hearer;
    }

    /** Connects with a receive buffer of so many bytes, and reads. */
    static Hearer narrow(int port, Ear ear, int receiveBuffer) {
        Hearer hearer = new Hearer(port, ear, receiveBuffer, PIECE);
        hearer.begin(Optional.empty());
        return hearer;
    }

    /** Connects with a small window, and does not read before {@link #resume()}. */
    static Hearer stopped(int port, Ear ear) {
        return new Hearer(port, ear, 8 * 1024, PIECE);
    }

    /** Asks for {@code target} as a plain HTTP/1.1 client and hears the body. */
    static Hearer http(int port, String target, Ear ear) {
        Hearer hearer = new Hearer(port, ear, 0, PIECE);
        hearer.begin(
                Optional.of("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUser-Agent: test\r\n\r\n"));
        return hearer;
    }

    /** Connects, shakes hands as {@code trust} says, and reads. */
    static Hearer tls(int port, Ear ear, SSLContext trust) {
        Hearer hearer = new Hearer(port, ear, trust);
        hearer.begin(Optional.empty());
        return hearer;
    }

    /** Asks for {@code target} over TLS as a plain HTTP/1.1 client and hears the body. */
    static Hearer https(int port, String target, Ear ear, SSLContext trust) {
        Hearer hearer = new Hearer(port, ear, trust);
        hearer.begin(
                Optional.of("GET " + target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUser-Agent: test\r\n\r\n"));
        return hearer;
    }

    /** Begins to read what {@link #stopped} left. */
    void resume() {
        begin(Optional.empty());
    }

    /** Its own port. */
    int localPort() {
        return localPort;
    }

    /** Bytes of the stream so far. */
    long heard() {
        return heard.get();
    }

    /** Whether the connection stands. */
    boolean connected() {
        return !end.isDone();
    }

    /** Status line and fields of the answer. */
    String head() {
        return within(head, Duration.ofSeconds(20));
    }

    /** Waits for the end of the connection. */
    End awaitEnd(Duration limit) {
        return within(end, limit);
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Optional<String> request) {
        Thread thread = new Thread(() -> read(request), "hearer-" + localPort);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Optional<String> request) {
        try (socket) {
            InputStream in = socket.getInputStream();
            if (request.isPresent()) {
                socket.getOutputStream().write(request.get().getBytes(StandardCharsets.ISO_8859_1));
                head.complete(readHead(in));
            }
            byte[] buffer = new byte[piece];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ear.hear(buffer, n);
                heard.addAndGet(n);
            }
            end.complete(End.CLEAN);
        } catch (IOException e) {
            head.completeExceptionally(e);
            end.complete(End.BROKEN);
        } catch (RuntimeException | Error e) {
            head.completeExceptionally(e);
            end.completeExceptionally(e);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("closed within the head: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static <T> T within(CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + limit, e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
