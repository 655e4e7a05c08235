package io.ringcast.client.send;

import io.ringcast.client.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Bytes without a word, into an input that listens. */
final class TcpUplink implements Uplink {

    private final URI target;
    private final int patienceMillis;
    private final Socket socket = new Socket();

    TcpUplink(URI target, Duration patience) {
        this.target = target;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    @Override
    public void open(String mediaType) throws IOException {
        try {
            socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), patienceMillis);
        } catch (IOException e) {
            throw new UnavailableException("cannot connect to " + target + ": " + SendUrl.reason(e), e);
        }
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
        try {
            socket.getOutputStream().write(bytes, 0, count);
        } catch (IOException e) {
            throw new UnavailableException(target + " takes no more: " + SendUrl.reason(e), e);
        }
    }

    @Override
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
