package io.ringcast.daemon.output.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP client that sends what it is told to and shows how the connection ended: an end of stream is not a reset. */
final class HttpPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;

    private HttpPeer(Socket socket) {
        this.socket = socket;
    }

    static HttpPeer connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** @param receiveBuffer bytes that the kernel takes for a client that does not read, 0 for the default */
    static HttpPeer connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new HttpPeer(socket);
    }

    /** The head of a response. */
    record Head(int status, String statusLine, Map<String, String> fields) {

        /** The value of a field, {@code ""} without it. */
        String field(String name) {
            return fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        boolean has(String name) {
            return fields.containsKey(name.toLowerCase(Locale.ROOT));
        }
    }

    /** Sends a request of HTTP/1.1 and reads the head of the answer. */
    Head get(String target, String... fields) throws IOException {
        return send("GET", target, fields).head();
    }

    HttpPeer send(String method, String target, String... fields) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return send(request.append("\r\n").toString());
    }

    HttpPeer send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Closes the sending side only. */
    HttpPeer endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Head head() throws IOException {
        String statusLine = line();
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String before = fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            if (before != null) {
                throw new IOException("field given twice: " + line);
            }
        }
        return new Head(Integer.parseInt(statusLine.split(" ", 3)[1]), statusLine, fields);
    }

    /** The body that {@code head} announces by its length, as text. */
    String text(Head head) throws IOException {
        return new String(bytes(Integer.parseInt(head.field("content-length"))), StandardCharsets.UTF_8);
    }

    /** Exactly {@code count} bytes. */
    byte[] bytes(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("the connection ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** All bytes until the server ends its side; throws when the connection is reset instead. */
    byte[] untilEnd() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** The content of the next chunk of a chunked body, empty for the last one. */
    byte[] chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        byte[] content = bytes(length);
        String end = line();
        if (!end.isEmpty()) {
            throw new IOException("chunk of " + length + " bytes followed by " + end);
        }
        return content;
    }

    /** Ends the connection with a reset, as a peer that crashed does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException(
                        "the connection ended inside a line: \"" + line.toString(StandardCharsets.UTF_8) + "\"");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
