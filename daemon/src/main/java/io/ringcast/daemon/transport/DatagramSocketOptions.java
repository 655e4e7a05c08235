package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * How a socket is made that sends datagrams to many hosts and groups.
 *
 * @param ipv6 which of the two protocols it speaks
 * @param port that it sends from, 0 for any
 * @param iface name or address of the interface that datagrams to groups leave by; that of the route when absent
 * @param ttl how many routers they may pass; when absent, 1 to groups and what the system says to hosts
 * @param tos the octet with the DSCP in its upper six bits
 * @param loopback whether this host hears what it sends to groups
 */
public record DatagramSocketOptions(
        boolean ipv6, int port, Optional<String> iface, Optional<Integer> ttl, int tos, boolean loopback) {

    /** For a thousand outputs that are late together; Linux cuts it down to {@code net.core.wmem_max}. */
    private static final int SEND_BUFFER = 4 << 20;

    private static final int WRITE_LOW_BYTES = 1 << 20;
    private static final int WRITE_HIGH_BYTES = 4 << 20;
    private static final int GROUP_TTL = 1;

    // linux/in.h, linux/in6.h. Netty has names for few of them, and sets one TTL for groups and hosts.
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final IntegerUnixChannelOption TOS = new IntegerUnixChannelOption("RINGCAST_IP_TOS", IPPROTO_IP, 1);
    private static final IntegerUnixChannelOption TTL = new IntegerUnixChannelOption("RINGCAST_IP_TTL", IPPROTO_IP, 2);
    private static final IntegerUnixChannelOption MULTICAST_TTL =
            new IntegerUnixChannelOption("RINGCAST_IP_MULTICAST_TTL", IPPROTO_IP, 33);
    private static final IntegerUnixChannelOption MULTICAST_LOOP =
            new IntegerUnixChannelOption("RINGCAST_IP_MULTICAST_LOOP", IPPROTO_IP, 34);
    private static final IntegerUnixChannelOption V6_HOPS =
            new IntegerUnixChannelOption("RINGCAST_IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
    private static final IntegerUnixChannelOption V6_MULTICAST_IF =
            new IntegerUnixChannelOption("RINGCAST_IPV6_MULTICAST_IF", IPPROTO_IPV6, 17);
    private static final IntegerUnixChannelOption V6_MULTICAST_HOPS =
            new IntegerUnixChannelOption("RINGCAST_IPV6_MULTICAST_HOPS", IPPROTO_IPV6, 18);
    private static final IntegerUnixChannelOption V6_MULTICAST_LOOP =
            new IntegerUnixChannelOption("RINGCAST_IPV6_MULTICAST_LOOP", IPPROTO_IPV6, 19);
    private static final IntegerUnixChannelOption V6_CLASS =
            new IntegerUnixChannelOption("RINGCAST_IPV6_TCLASS", IPPROTO_IPV6, 67);

    /**
     * Adds the options to {@code bootstrap}.
     *
     * @param raw whether the channel takes Linux's own options
     * @throws SocketException if there is no such interface, in a sentence
     */
    void applyTo(Bootstrap bootstrap, boolean raw) throws SocketException {
        bootstrap
                .option(ChannelOption.SO_BROADCAST, true)
                .option(ChannelOption.SO_REUSEADDR, port != 0)
                .option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .option(ChannelOption.AUTO_READ, false)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_LOW_BYTES, WRITE_HIGH_BYTES));
        Optional<NetworkInterface> device = iface.isPresent() ? Optional.of(device(iface.get())) : Optional.empty();
        if (!raw) {
            device.ifPresent(found -> bootstrap.option(ChannelOption.IP_MULTICAST_IF, found));
            bootstrap
                    .option(ChannelOption.IP_MULTICAST_TTL, ttl.orElse(GROUP_TTL))
                    .option(ChannelOption.IP_MULTICAST_LOOP_DISABLED, !loopback);
            if (tos != 0) {
                bootstrap.option(ChannelOption.IP_TOS, tos);
            }
            return;
        }
        bootstrap
                .option(ipv6 ? V6_MULTICAST_HOPS : MULTICAST_TTL, ttl.orElse(GROUP_TTL))
                .option(ipv6 ? V6_MULTICAST_LOOP : MULTICAST_LOOP, loopback ? 1 : 0);
        // ip(7): to one host IPv4 has no TTL below 1, and setting it would fail; to groups 0 is this host only.
        ttl.filter(hops -> ipv6 || hops > 0).ifPresent(hops -> bootstrap.option(ipv6 ? V6_HOPS : TTL, hops));
        if (tos != 0) {
            bootstrap.option(ipv6 ? V6_CLASS : TOS, tos);
        }
        if (device.isPresent() && ipv6) {
            bootstrap.option(V6_MULTICAST_IF, device.get().getIndex());
        } else {
            device.ifPresent(found -> bootstrap.option(ChannelOption.IP_MULTICAST_IF, found));
        }
    }

    /** Where it is bound. */
    InetSocketAddress local() {
        return new InetSocketAddress(port);
    }

    private NetworkInterface device(String nameOrAddress) throws SocketException {
        NetworkInterface found = NetworkInterface.getByName(nameOrAddress);
        if (found == null) {
            found = NetworkInterface.networkInterfaces()
                    .filter(device -> device.inetAddresses()
                            .map(InetAddress::getHostAddress)
                            .anyMatch(nameOrAddress::equals))
                    .findFirst()
                    .orElseThrow(() -> new SocketException("iface: " + nameOrAddress
                            + " (expected: the name or an address of an interface of this host)"));
        }
        boolean speaks = found.inetAddresses().anyMatch(address -> (address.getAddress().length == 16) == ipv6);
        if (!speaks) {
            throw new SocketException("iface: " + nameOrAddress + " has no " + (ipv6 ? "IPv6" : "IPv4")
                    + " address (expected: one; give it an address or choose another interface)");
        }
        return found;
    }
}
