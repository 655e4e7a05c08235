package io.ringcast.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.counter.CounterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that plays the same script to every connection, each on a thread of its own, and closes it. */
public final class ScriptedServer implements AutoCloseable {

    /** What is done with a connection; closing it at the end is done for the script. */
    @FunctionalInterface
    public interface Script {
        void play(Socket connection) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** Starts it on a free port. */
    public ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** The server's address as a raw stream. */
    public URI tcp() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** The server's address over HTTP, with this path. */
    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    /** The head of a request, as received. */
    public static String requestHead(Socket connection) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = connection.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no request: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }

    /** Sends lines, each ended as HTTP ends them. */
    public static void send(Socket connection, String... lines) throws IOException {
        connection.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the close of a connection a reset. */
    public static void reset(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
    }

    /** Waits until the peer has closed. */
    public static void awaitClose(Socket connection) throws IOException {
        connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Counter packets {@code first} to {@code first + packets - 1}, stamped {@code sentMicros}. */
    public static byte[] counter(long first, int packets, long sentMicros) {
        ByteBuf out = Unpooled.buffer();
        try {
            new CounterWriter(first).write(out, packets, sentMicros);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        } finally {
            out.release();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                daemon(() -> play(connection));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void play(Socket connection) {
        try (connection) {
            script.play(connection);
        } catch (IOException peerGone) {
            // Its right.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }
}
