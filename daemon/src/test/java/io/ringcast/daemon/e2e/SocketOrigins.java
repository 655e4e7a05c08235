package io.ringcast.daemon.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Origins that send a {@link Broadcast} over sockets: who is connected to, who connects, and who sends datagrams. */
final class SocketOrigins {

    private static final int TS_IN_DATAGRAM = 7 * 188;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private SocketOrigins() {}

    /** A live stream over HTTP. */
    static FaultyOrigin http(List<Film> films) {
        return new Serving("http", films, true, "\"http://127.0.0.1:%d/live.ts\"");
    }

    /** Raw TCP that the input connects to. */
    static FaultyOrigin tcp(List<Film> films) {
        return new Serving("tcp", films, false, "\"tcp://127.0.0.1:%d\"");
    }

    /** A child that reads raw TCP and writes it to its stdout. */
    static FaultyOrigin exec(List<Film> films) {
        return new Serving("exec", films, false, "{ exec = [\"nc\", \"-d\", \"127.0.0.1\", \"%d\"] }");
    }

    /** A publisher over raw TCP, who connects again whenever he is closed. */
    static FaultyOrigin pushing(List<Film> films) {
        int port = Loopback.freePort();
        return new Sending(
                "push", films, 1, "\"tcp://127.0.0.1:" + port + "?listen=true&grace=300ms\"", () -> port, false);
    }

    /** A publisher over HTTP: one PUT after the other. */
    static FaultyOrigin publishing(List<Film> films, int httpPort) {
        return new Sending("publish", films, 1, "\"publish:?grace=300ms\"", () -> httpPort, true);
    }

    /** Plain datagrams. */
    static FaultyOrigin udp(List<Film> films) {
        return new Datagrams("udp", films, false);
    }

    /** RTP. */
    static FaultyOrigin rtp(List<Film> films) {
        return new Datagrams("rtp", films, true);
    }

    /** What they have in common: a broadcast, threads, and sockets that are closed with it. */
    private abstract static class Base implements FaultyOrigin {

        final Broadcast broadcast;
        final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        volatile boolean closed;
        private final String name;

        Base(String name, List<Film> films, int unit) {
            this.name = name;
            this.broadcast = new Broadcast(films, unit);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean can(Fault fault) {
            return true;
        }

        @Override
        public boolean loses(Fault fault) {
            return fault != Fault.SLOW;
        }

        @Override
        public void strike(Fault fault) {
            broadcast.strike(fault);
        }

        @Override
        public void mend() {
            broadcast.mend();
        }

        @Override
        public void close() {
            closed = true;
            sockets.forEach(socket -> new SocketLine(socket).reset());
        }

        void thread(Runnable task) {
            Thread thread = new Thread(task, "origin-" + name);
            thread.setDaemon(true);
            thread.start();
        }

        static void rest() {
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    /** Listens, and serves whoever connects; away it does not even listen. */
    private static final class Serving extends Base {

        private final boolean http;
        private final String input;
        private final int port;
        private volatile @Nullable ServerSocket server;

        Serving(String name, List<Film> films, boolean http, String input) {
            super(name, films, 1);
            this.http = http;
            this.input = input;
            ServerSocket first = listen(0);
            this.port = first.getLocalPort();
            thread(() -> accept(first));
        }

        @Override
        public String input() {
            return input.formatted(port);
        }

        @Override
        public void strike(Fault fault) {
            super.strike(fault);
            if (fault == Fault.COMES_BACK) {
                shut();
            }
        }

        @Override
        public void mend() {
            boolean away = broadcast.has(Fault.COMES_BACK);
            super.mend();
            if (away) {
                ServerSocket again = listen(port);
                thread(() -> accept(again));
            }
        }

        @Override
        public void close() {
            shut();
            super.close();
        }

        private ServerSocket listen(int where) {
            try {
                ServerSocket listening = new ServerSocket();
                listening.setReuseAddress(true);
                listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where), 50);
                server = listening;
                return listening;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void shut() {
            ServerSocket listening = server;
            if (listening != null) {
                try {
                    listening.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void accept(ServerSocket listening) {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    thread(() -> serve(socket));
                } catch (IOException gone) {
                    // The origin is away, or the client was faster.
                }
            }
        }

        private void serve(Socket socket) {
            sockets.add(socket);
            try (socket) {
                if (http) {
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                        // Whatever is asked for, there is only one stream.
                    }
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                }
                broadcast.play(new SocketLine(socket));
            } catch (IOException gone) {
                // The input left: that is part of the play.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sockets.remove(socket);
            }
        }
    }

    /** Where a publisher connects to; known only when the daemon runs. */
    private interface Port {
        int number();
    }

    /** Connects and sends, again and again; away it does not connect. */
    private static final class Sending extends Base {

        private final String input;
        private final Port port;
        private final boolean http;

        Sending(String name, List<Film> films, int unit, String input, Port port, boolean http) {
            super(name, films, unit);
            this.input = input;
            this.port = port;
            this.http = http;
            thread(this::run);
        }

        @Override
        public String input() {
            return input;
        }

        /** Who is back within {@code grace} goes on in the same run. */
        @Override
        public boolean loses(Fault fault) {
            return fault == Fault.STALLS || fault == Fault.GARBAGE || fault == Fault.COMES_BACK;
        }

        private void run() {
            while (!closed) {
                if (!broadcast.has(Fault.COMES_BACK)) {
                    publish();
                }
                rest();
            }
        }

        private void publish() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.number())) {
                sockets.add(socket);
                if (http) {
                    socket.getOutputStream()
                            .write("SOURCE /publish HTTP/1.0\r\nContent-Type: video/mp2t\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                    String status = in.readLine();
                    if (status == null || !status.contains(" 200 ")) {
                        return;
                    }
                }
                broadcast.play(new SocketLine(socket));
            } catch (IOException gone) {
                // The daemon closed him, or is not there yet: he tries again.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends to a port of this host; dead, reset and away are the same: nothing comes. */
    private static final class Datagrams extends Base {

        private final boolean rtp;
        private final int port;
        private int sequence;

        Datagrams(String name, List<Film> films, boolean rtp) {
            super(name, films, TS_IN_DATAGRAM);
            this.rtp = rtp;
            this.port = freePort();
            thread(this::run);
        }

        @Override
        public String input() {
            return "\"%s://127.0.0.1:%d?connect-timeout=2s\"".formatted(name(), port);
        }

        private void run() {
            try (DatagramSocket socket = new DatagramSocket()) {
                while (!closed) {
                    if (isSilent()) {
                        rest();
                    } else {
                        broadcast.play(new DatagramLine(socket));
                    }
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isSilent() {
            return broadcast.has(Fault.DIES)
                    || broadcast.has(Fault.RESETS)
                    || broadcast.has(Fault.STALLS)
                    || broadcast.has(Fault.COMES_BACK);
        }

        private static int freePort() {
            try (DatagramSocket socket = new DatagramSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends pieces of a datagram each. */
        private final class DatagramLine implements Broadcast.Line {

            private final DatagramSocket socket;

            DatagramLine(DatagramSocket socket) {
                this.socket = socket;
            }

            @Override
            public void send(byte[] bytes, int from, int length) throws IOException {
                for (int at = from; at < from + length && !closed; at += TS_IN_DATAGRAM) {
                    one(bytes, at, Math.min(TS_IN_DATAGRAM, from + length - at));
                }
                if (closed) {
                    throw new IOException("closed");
                }
            }

            @Override
            public void reset() {
                // There is no connection; nothing more is sent.
            }

            @Override
            public void hang() {
                // The same.
            }

            /** RFC 3550, 5.1; RFC 3551, 6: payload type 33. */
            private void one(byte[] bytes, int from, int length) throws IOException {
                ByteBuffer datagram = ByteBuffer.allocate(12 + length);
                if (rtp) {
                    datagram.put((byte) 0x80).put((byte) 33).putShort((short) sequence++);
                    datagram.putInt((int) (System.nanoTime() / 11_111)).putInt(0x5EED);
                }
                datagram.put(bytes, from, length);
                try {
                    socket.send(new DatagramPacket(
                            datagram.array(), datagram.position(), InetAddress.getLoopbackAddress(), port));
                } catch (IOException refused) {
                    // Nobody has the port open at the moment.
                }
            }
        }
    }
}
