package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A TCP connection over which an origin sends; closed by who made it. */
class SocketLine implements Broadcast.Line {

    private final Socket socket;

    SocketLine(Socket socket) {
        this.socket = socket;
    }

    @Override
    public void send(byte[] bytes, int from, int length) throws IOException {
        socket.getOutputStream().write(bytes, from, length);
    }

    @Override
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It was closed already.
        }
    }

    @Override
    public void hang() throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            // What the other side still says is of no interest.
        }
    }
}
