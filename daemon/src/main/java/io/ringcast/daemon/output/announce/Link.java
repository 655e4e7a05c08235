package io.ringcast.daemon.output.announce;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A network that this host is in, by one of its interfaces.
 *
 * @param iface its name
 * @param ipv6 whether it has IPv6 alone: then that is spoken, else IPv4
 * @param addresses at which HTTP listeners reach this host in it
 * @param ranges that are in it, not behind routers
 */
record Link(String iface, boolean ipv6, List<InetAddress> addresses, List<Range> ranges) {

    /** Addresses that begin with the same bits. */
    record Range(InetAddress network, int bits) {

        boolean holds(InetAddress address) {
            byte[] one = network.getAddress();
            byte[] other = address.getAddress();
            if (one.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if (((one[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    Link {
        addresses = List.copyOf(addresses);
        ranges = List.copyOf(ranges);
    }

    /** Whether {@code address} is in it. */
    boolean holds(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.holds(address));
    }

    /**
     * Those in which HTTP listeners reach {@code bound}, the address of a port; none when it is on loopback. System calls, none of which waits
     * for the network, but not for an event loop.
     */
    static List<Link> of(InetAddress bound) throws SocketException {
        List<Link> links = new ArrayList<>();
        if (bound.isLoopbackAddress()) {
            return links;
        }
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            if (!device.isUp() || device.isLoopback() || !device.supportsMulticast() || device.isPointToPoint()) {
                continue;
            }
            List<InterfaceAddress> own = device.getInterfaceAddresses().stream()
                    // Without a range it is said to be in all networks.
                    .filter(address -> address != null && address.getNetworkPrefixLength() > 0)
                    .toList();
            List<InetAddress> reached = own.stream()
                    .map(InterfaceAddress::getAddress)
                    .filter(address -> reaches(bound, address))
                    .sorted(Comparator.comparing(InetAddress::getHostAddress))
                    .toList();
            if (!reached.isEmpty()) {
                links.add(new Link(
                        device.getName(),
                        reached.stream().noneMatch(Inet4Address.class::isInstance),
                        wide(reached),
                        own.stream()
                                .map(address -> new Range(address.getAddress(), address.getNetworkPrefixLength()))
                                .toList()));
            }
        }
        return links;
    }

    private static boolean reaches(InetAddress bound, InetAddress address) {
        if (!bound.isAnyLocalAddress()) {
            return bound.equals(address);
        }
        // All of IPv6 is all of IPv4, too.
        return bound instanceof Inet6Address || address instanceof Inet4Address;
    }

    /** Without those of IPv6 that hold on one link only, if there are others: players do not know on which. */
    private static List<InetAddress> wide(List<InetAddress> addresses) {
        List<InetAddress> wide = addresses.stream()
                .filter(address -> address instanceof Inet4Address || !address.isLinkLocalAddress())
                .toList();
        return wide.isEmpty() ? addresses : wide;
    }
}
