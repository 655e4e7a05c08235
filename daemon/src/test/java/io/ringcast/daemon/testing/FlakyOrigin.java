package io.ringcast.daemon.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * An HTTP origin on loopback that answers each request as its script says, faults included, and remembers what it was asked.
 *
 * <p>The n-th request gets the n-th behaviour, those behind the script's end its last one. A connection carries one request. Plain
 * threads and blocking sockets, so that nothing it does depends on what is tested.
 */
public final class FlakyOrigin implements AutoCloseable {

    /** How a request is answered; {@link Behaviours} has the usual ones. */
    @FunctionalInterface
    public interface Behaviour {

        /** Writes what it has to; the connection is closed cleanly when it returns, unless it did something else to it. */
        void answer(Request request, Wire wire) throws IOException, InterruptedException;
    }

    /**
     * What was asked.
     *
     * @param method the first word
     * @param target the second
     * @param headers by name, in lower case
     */
    public record Request(String method, String target, Map<String, String> headers) {

        public Request {
            headers = Map.copyOf(headers);
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    private static final int BACKLOG = 50;
    private static final int MAX_HEAD = 64 * 1024;

    private final ServerSocket server;
    private final List<Behaviour> script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    private FlakyOrigin(ServerSocket server, List<Behaviour> script) {
        this.server = server;
        this.script = script;
    }

    /** Starts an origin on a free port. */
    public static FlakyOrigin serving(Behaviour... script) {
        return serving(0, script);
    }

    /** Starts an origin on {@code port}: one that was there before and comes back. */
    public static FlakyOrigin serving(int port, Behaviour... script) {
        return serving(ServerSocketFactory.getDefault(), port, script);
    }

    /** Starts an origin on a free port that speaks whatever the sockets of {@code factory} do: TLS. */
    public static FlakyOrigin serving(ServerSocketFactory factory, Behaviour... script) {
        return serving(factory, 0, script);
    }

    private static FlakyOrigin serving(ServerSocketFactory factory, int port, Behaviour... script) {
        try {
            ServerSocket server = factory.createServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            FlakyOrigin origin = new FlakyOrigin(server, List.of(script));
            daemon("flaky-origin-" + server.getLocalPort(), origin::accept);
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** An http URL of this origin. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** All requests so far, in the order in which their heads were whole. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Connections that are open now. */
    public int connections() {
        return connections.size();
    }

    /** Resets every open connection; new ones are welcome. */
    public void resetAll() {
        connections.forEach(Wire::reset);
    }

    /** Goes away: nobody can connect any more, and every connection is reset. */
    @Override
    public void close() {
        closing.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resetAll();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                daemon(Thread.currentThread().getName() + "-connection", () -> serve(socket));
            } catch (IOException closed) {
                // Somebody closed the origin, or the client was faster.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Optional<Request> request = read(new BufferedInputStream(socket.getInputStream()));
            if (request.isPresent()) {
                requests.add(request.get());
                int index = Math.min(served.getAndIncrement(), script.size() - 1);
                script.get(index).answer(request.get(), new Wire(socket, closing));
            }
        } catch (IOException gone) {
            // The client left, or the origin was closed: both are part of the play.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    /** Reads a request's head; empty when the client left before it was whole. */
    private static Optional<Request> read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0 || head.length() > MAX_HEAD) {
                return Optional.empty();
            }
            head.append((char) b);
        }
        String[] lines =
                new String(head.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).split("\r\n");
        String[] words = lines[0].split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return Optional.of(new Request(words[0], words[1], headers));
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
