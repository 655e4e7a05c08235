package io.ringcast.daemon.http;

import io.ringcast.daemon.config.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tells addresses that anybody can reach from those of this host, of the networks around it, and of none at all. */
final class OuterAddresses {

    /** IANA IPv4 and IPv6 special-purpose address registries (RFC 6890), and multicast: what is not globally reachable. */
    private static final List<Cidr> INNER = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private use, RFC 1918
                    "100.64.0.0/10", // shared by carriers, RFC 6598
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, RFC 3927: services of clouds tell secrets there
                    "172.16.0.0/12",
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays, RFC 7526
                    "192.168.0.0/16",
                    "198.18.0.0/15", // benchmarks, RFC 2544
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "::/96", // unspecified, loopback, IPv4-compatible
                    "::ffff:0:0:0/96", // IPv4-translated, RFC 2765
                    "64:ff9b:1::/48", // local translation, RFC 8215
                    "100::/64", // discard
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32",
                    "3fff::/20",
                    "5f00::/16", // segment routing
                    "fc00::/7", // unique local, RFC 4193
                    "fe80::/10", // link-local
                    "fec0::/10", // site-local
                    "ff00::/8")
            .map(Cidr::parse)
            .toList();

    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

    private static final int IPV4_IN_NAT64 = 12;
    private static final int IPV4_IN_6TO4 = 2;

    private OuterAddresses() {}

    /** Whether {@code address}, and the one of IPv4 that a translator would make of it, is one of the whole internet. */
    static boolean has(InetAddress address) {
        if (INNER.stream().anyMatch(range -> range.matches(address))) {
            return false;
        }
        if (!(address instanceof Inet6Address)) {
            return true;
        }
        if (NAT64.matches(address)) {
            return has(ipv4(address, IPV4_IN_NAT64));
        }
        return !SIX_TO_FOUR.matches(address) || has(ipv4(address, IPV4_IN_6TO4));
    }

    private static InetAddress ipv4(InetAddress address, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 bytes are an address", e);
        }
    }
}
