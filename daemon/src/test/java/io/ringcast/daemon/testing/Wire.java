package io.ringcast.daemon.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** The connection of one request to a {@link FlakyOrigin}, and what can be done to it. */
public final class Wire {

    private final Socket socket;
    private final CountDownLatch closing;

    Wire(Socket socket, CountDownLatch closing) {
        this.socket = socket;
        this.closing = closing;
    }

    /** Sends these bytes at once. */
    public void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    public void send(byte[] bytes, int from, int length) throws IOException {
        socket.getOutputStream().write(bytes, from, length);
    }

    /** Sends this text in Latin-1. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a status line, these lines, {@code Connection: close} and an empty line. */
    public void head(String status, String... fields) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        send(head.append("Connection: close\r\n\r\n").toString());
    }

    /** Says nothing more, but keeps the connection until the client or the origin closes it. */
    public void hang() throws IOException, InterruptedException {
        InputStream in = socket.getInputStream();
        while (closing.getCount() > 0 && in.read() >= 0) {
            // What a client still says is of no interest.
        }
    }

    /** Ends the connection with a RST: what is still in our send buffer is lost. */
    public void reset() {
        reset(socket);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It was closed already.
        }
    }
}
