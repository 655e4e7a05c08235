package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody whom an output pushes to over raw TCP: what he does with one connection after the other is scripted; the last one lasts. */
final class PushPeer implements AutoCloseable {

    private final ServerSocket server;
    private final Deque<Manner> manners;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<byte[]> read = new AtomicReference<>(new byte[0]);

    /** What is done with a connection; its socket is closed when that returns. */
    interface Manner {

        /** Returns what was read. */
        byte[] take(Socket socket) throws IOException;
    }

    private PushPeer(ServerSocket server, Manner... manners) {
        this.server = server;
        this.manners = new ArrayDeque<>(Arrays.asList(manners));
        Thread thread = new Thread(this::accept, "push-peer");
        thread.setDaemon(true);
        thread.start();
    }

    static PushPeer of(Manner... manners) {
        try {
            return new PushPeer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), manners);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end and closes. */
    static Manner reading() {
        return PushPeer::all;
    }

    /** Reads so much and resets the connection. */
    static Manner resettingAfter(int bytes) {
        return socket -> {
            byte[] some = socket.getInputStream().readNBytes(bytes);
            socket.setSoLinger(true, 0);
            return some;
        };
    }

    /** Closes when the first byte is there, reading none. */
    static Manner closingUnread() {
        return socket -> {
            while (socket.getInputStream().available() == 0
                    && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return new byte[0];
        };
    }

    /** Closes its own side at once, then reads to the end. */
    static Manner closingItsSideFirst() {
        return socket -> {
            socket.shutdownOutput();
            return all(socket);
        };
    }

    /** Reads nothing until the peer is closed. */
    static Manner stopped() {
        return socket -> {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new byte[0];
        };
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** What the last connection that ended brought. */
    byte[] read() {
        return requireNonNull(read.get());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Manner manner = manners.size() > 1 ? manners.remove() : manners.element();
                Thread thread = new Thread(() -> serve(socket, manner), "push-peer-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Manner manner) {
        try (socket) {
            byte[] taken = manner.take(socket);
            read.set(taken);
        } catch (IOException gone) {
            // What it had read counts as nothing.
        }
    }

    private static byte[] all(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        in.transferTo(bytes);
        return bytes.toByteArray();
    }
}
