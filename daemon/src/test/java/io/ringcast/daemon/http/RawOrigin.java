package io.ringcast.daemon.http;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** An origin that serves each connection, on a thread of its own, by a script which does with the socket what it likes. */
final class RawOrigin implements AutoCloseable {

    private static final int BACKLOG = 50;

    private final ServerSocket listening;
    private final String scheme;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    RawOrigin(Script script) throws IOException {
        this("http", ServerSocketFactory.getDefault(), script);
    }

    RawOrigin(String scheme, ServerSocketFactory sockets, Script script) throws IOException {
        this.scheme = scheme;
        this.script = script;
        listening = sockets.createServerSocket(0, BACKLOG, NetUtil.LOCALHOST4);
        start(this::accept, "origin");
    }

    /** What an origin does after a request. The socket is closed when it returns. */
    interface Script {
        void serve(Request request, OutputStream out, Socket socket) throws Exception;
    }

    /** The head of a request, line by line. */
    record Request(List<String> lines) {
        String line() {
            return lines.get(0);
        }

        String target() {
            return line().split(" ")[1];
        }

        Optional<String> header(String name) {
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    /** Returns a script that writes {@code response} and closes. */
    static Script saying(String response) {
        return (request, out, socket) -> out.write(response.getBytes(StandardCharsets.ISO_8859_1));
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    int port() {
        return listening.getLocalPort();
    }

    URI uri(String path) {
        return uri("127.0.0.1", path);
    }

    URI uri(String host, String path) {
        return URI.create(scheme + "://" + host + ":" + port() + path);
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client ended inside a head: " + text);
            }
            head.write(b);
            text = b == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return new Request(List.of(text.strip().split("\r\n")));
    }

    static Thread start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                start(() -> serve(socket), "origin-connection");
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Request request = read(socket.getInputStream());
            requests.add(request);
            script.serve(request, socket.getOutputStream(), socket);
            socket.getOutputStream().flush();
        } catch (Exception e) {
            // A client that goes away in the middle is what some tests are about.
            System.err.println("origin: " + e);
        }
    }
}
