package io.ringcast.protocol.rtp;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the interface of this host on which a group is joined. A few system calls, none of which waits for the network. */
public final class GroupInterface {

    /** The port does not matter: nothing is sent. */
    private static final int ANY_PORT = 9;

    /** No interface is meant, or none can have a group; the message is a whole one. */
    public static final class NoInterfaceException extends IOException {

        private static final long serialVersionUID = 1;

        NoInterfaceException(String message) {
            super(message);
        }
    }

    private GroupInterface() {}

    /**
     * The interface that {@code wanted}, a name or an address, means; when absent the one that the routes to {@code group} lead to, else the
     * first that could have it.
     *
     * @throws NoInterfaceException if there is none; its message says what there is
     */
    public static NetworkInterface find(Optional<String> wanted, InetAddress group) throws IOException {
        Optional<NetworkInterface> found = wanted.isPresent() ? named(wanted.get()) : routed(group);
        if (found.isPresent()) {
            return found.get();
        }
        throw new NoInterfaceException("iface: " + wanted.orElse("none found for " + group.getHostAddress())
                + " (expected: the name or an address of an interface of this host, which has "
                + all().stream().map(NetworkInterface::getName).collect(Collectors.joining(", ")) + ")");
    }

    private static Optional<NetworkInterface> named(String wanted) throws SocketException {
        NetworkInterface byName = NetworkInterface.getByName(wanted);
        if (byName != null) {
            return Optional.of(byName);
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(wanted);
        return address == null ? Optional.empty() : Optional.ofNullable(NetworkInterface.getByInetAddress(address));
    }

    private static Optional<NetworkInterface> routed(InetAddress group) throws SocketException {
        boolean old = group instanceof Inet4Address;
        try (DatagramChannel probe =
                DatagramChannel.open(old ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            probe.connect(new InetSocketAddress(group, ANY_PORT));
            InetAddress own = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            NetworkInterface found = NetworkInterface.getByInetAddress(own);
            if (found != null) {
                return Optional.of(found);
            }
        } catch (IOException e) {
            // No route: what could have it may do.
        }
        return likely(old);
    }

    /** The first that is up, can multicast and has an address of that family; loopback only if there is no other. */
    private static Optional<NetworkInterface> likely(boolean old) throws SocketException {
        Optional<NetworkInterface> loopback = Optional.empty();
        for (NetworkInterface candidate : all()) {
            boolean has = candidate.inetAddresses().anyMatch(address -> address instanceof Inet4Address == old);
            if (!candidate.isUp() || !has) {
                continue;
            }
            if (candidate.isLoopback()) {
                loopback = Optional.of(candidate);
            } else if (candidate.supportsMulticast()) {
                return Optional.of(candidate);
            }
        }
        return loopback;
    }

    private static List<NetworkInterface> all() throws SocketException {
        return NetworkInterface.networkInterfaces().toList();
    }
}
