package io.ringcast.daemon.source.udp;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a datagram input listens, and how.
 *
 * @param url as it is shown
 * @param address what the socket is bound to: a group, so that it gets nothing of other groups on this port; or one of this host's
 *     addresses; or that of all interfaces
 * @param sender the only one that is listened to; everybody when absent
 * @param iface name or address of the interface on which a group is joined; where the routes lead when absent
 * @param bufferBytes what the kernel is asked to hold
 * @param timing how long it waits for what
 */
record UdpEndpoint(
        String url,
        InetSocketAddress address,
        Optional<InetAddress> sender,
        Optional<String> iface,
        int bufferBytes,
        Timing timing) {

    /**
     * @param first for the first datagram
     * @param rejoin silence after which a group is joined anew
     * @param reorder for an RTP packet that is missing
     */
    record Timing(Duration first, Duration rejoin, Duration reorder) {}

    /** Whether it listens to a group. */
    boolean isGroup() {
        return address.getAddress().isMulticastAddress();
    }

    /** Its address and port, for people. */
    String place() {
        return NetUtil.toSocketAddressString(address.getAddress().getHostAddress(), address.getPort());
    }
}
