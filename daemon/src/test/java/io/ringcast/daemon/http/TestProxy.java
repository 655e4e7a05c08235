package io.ringcast.daemon.http;

import io.netty.util.NetUtil;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that wants the user {@code user} with the password {@code s3cret}, and for which every name is this machine. */
final class TestProxy implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final Credentials.Basic CREDENTIALS = new Credentials.Basic("user", "s3cret");

    private final ServerSocket listening;
    private final ProxyAddress.Kind kind;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    TestProxy(ProxyAddress.Kind kind) throws IOException {
        this.kind = kind;
        listening = new ServerSocket(0, BACKLOG, NetUtil.LOCALHOST4);
        RawOrigin.start(this::accept, "proxy");
    }

    ProxyAddress address() {
        return new ProxyAddress(kind, "localhost", listening.getLocalPort(), Optional.of(CREDENTIALS));
    }

    ProxyAddress addressWithoutCredentials() {
        return new ProxyAddress(kind, "localhost", listening.getLocalPort(), Optional.empty());
    }

    /** What was asked for, as {@code host:port}. */
    List<String> asked() {
        return asked;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                RawOrigin.start(() -> serve(socket), "proxy-connection");
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (kind == ProxyAddress.Kind.HTTP) {
                http(socket);
            } else {
                socks5(socket);
            }
        } catch (IOException e) {
            System.err.println("proxy: " + e);
        }
    }

    private void http(Socket socket) throws IOException {
        RawOrigin.Request request = RawOrigin.read(socket.getInputStream());
        String pair = Base64.getEncoder().encodeToString("user:s3cret".getBytes(StandardCharsets.US_ASCII));
        if (!request.header("proxy-authorization").equals(Optional.of("Basic " + pair))) {
            RawOrigin.write(
                    socket.getOutputStream(),
                    "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        if (request.line().startsWith("CONNECT ")) {
            asked.add(request.target());
            try (Socket origin = connect(request.target().split(":")[1])) {
                RawOrigin.write(socket.getOutputStream(), "HTTP/1.1 200 Connection established\r\n\r\n");
                pump(socket, origin);
            }
            return;
        }
        URI uri = URI.create(request.target());
        asked.add(uri.getAuthority());
        try (Socket origin = connect(String.valueOf(uri.getPort()))) {
            StringBuilder head = new StringBuilder("GET " + uri.getRawPath() + " HTTP/1.1\r\n");
            request.lines().stream()
                    .skip(1)
                    .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("proxy-"))
                    .forEach(line -> head.append(line).append("\r\n"));
            RawOrigin.write(origin.getOutputStream(), head + "\r\n");
            pump(socket, origin);
        }
    }

    // RFC 1928; RFC 1929 for the password.
    private void socks5(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        in.readUnsignedByte();
        List<Byte> methods = new ArrayList<>();
        for (byte method : in.readNBytes(in.readUnsignedByte())) {
            methods.add(method);
        }
        if (!methods.contains((byte) 2)) {
            out.write(new byte[] {5, (byte) 0xff});
            return;
        }
        out.write(new byte[] {5, 2});
        in.readUnsignedByte();
        String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
        String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
        boolean known = user.equals("user") && password.equals("s3cret");
        out.write(new byte[] {1, (byte) (known ? 0 : 1)});
        if (!known) {
            return;
        }
        in.readNBytes(3);
        String host = switch (in.readUnsignedByte()) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 3 -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
            default -> throw new IOException("an address that this proxy does not know");
        };
        int port = in.readUnsignedShort();
        asked.add(host + ":" + port);
        try (Socket origin = connect(String.valueOf(port))) {
            out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
            pump(socket, origin);
        }
    }

    private static Socket connect(String port) throws IOException {
        return new Socket(NetUtil.LOCALHOST4, Integer.parseInt(port));
    }

    private static void pump(Socket client, Socket origin) throws IOException {
        RawOrigin.start(() -> copy(client, origin), "proxy-up");
        copy(origin, client);
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One end is gone; the other hears of it when its socket is closed.
        }
    }
}
