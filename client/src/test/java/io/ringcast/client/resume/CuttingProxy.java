package io.ringcast.client.resume;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes TCP connections through and cuts each after a random number of answered bytes, by a reset or by a close as of a peer that is done.
 * Each connection has two threads, which end with it.
 */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Random random;
    private final int least;
    private final int most;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicBoolean cutting = new AtomicBoolean(true);

    /**
     * @param target port on loopback
     * @param least bytes that get through at least
     * @param most and at most
     */
    CuttingProxy(int target, Random random, int least, int most) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.random = random;
        this.least = least;
        this.most = most;
        run(this::accept);
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    /** How often it has cut. */
    int cuts() {
        return cuts.get();
    }

    /** Lets everything through from now on. */
    void rest() {
        cutting.set(false);
    }

    /** Cuts again, what is connected already too. */
    void cutAgain() {
        cutting.set(true);
    }

    /** Cuts what is connected now, once. */
    void cutAll() throws IOException {
        for (Socket connection : connections) {
            cuts.incrementAndGet();
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket origin;
        try {
            origin = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException nobodyThere) {
            client.close();
            return;
        }
        long limit;
        boolean reset;
        synchronized (random) {
            limit = (long) least + random.nextInt(most - least);
            reset = random.nextBoolean();
        }
        connections.add(client);
        run(() -> pass(client, origin, Long.MAX_VALUE, false));
        run(() -> pass(origin, client, limit, reset));
    }

    /** Copies {@code limit} bytes, then cuts both. */
    private void pass(Socket from, Socket to, long limit, boolean reset) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long left = limit;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                left -= cutting.get() ? count : 0;
            }
            cuts.incrementAndGet();
            if (reset) {
                to.setSoLinger(true, 0);
            }
        } catch (IOException alreadyCut) {
            // By whoever had enough, or by the other direction.
        } finally {
            connections.remove(from);
            connections.remove(to);
        }
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
