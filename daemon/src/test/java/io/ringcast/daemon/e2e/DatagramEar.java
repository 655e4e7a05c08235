package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody who receives datagrams, from a group or sent to this host: a blocking socket and a thread that keeps them all. */
final class DatagramEar implements AutoCloseable {

    private static final int BUFFER = 8 << 20;

    private final MulticastSocket socket;
    private final List<byte[]> heard = new CopyOnWriteArrayList<>();

    private DatagramEar(Optional<InetAddress> group, int port) {
        try {
            socket = new MulticastSocket(port);
            socket.setReceiveBufferSize(BUFFER);
            if (group.isPresent()) {
                NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
                socket.joinGroup(new InetSocketAddress(group.get(), 0), loopback);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::hear, "ear-" + socket.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** Hears what is sent to this host. */
    static DatagramEar host() {
        return new DatagramEar(Optional.empty(), 0);
    }

    /** Hears what is sent to {@code group} by the loopback interface. */
    static DatagramEar group(String group) {
        return group(group, 0);
    }

    /** The same on a port of which others may hear, too. */
    static DatagramEar group(String group, int port) {
        try {
            return new DatagramEar(Optional.of(InetAddress.getByName(group)), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** All datagrams so far, in the order in which they came. */
    List<byte[]> heard() {
        return List.copyOf(heard);
    }

    int count() {
        return heard.size();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void hear() {
        byte[] buffer = new byte[65_536];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                heard.add(Arrays.copyOf(buffer, packet.getLength()));
            }
        } catch (IOException closed) {
            // Nobody wants to hear any more.
        }
    }
}
