package io.ringcast.client.bench;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses that the listeners of a load test connect from: one has too few ports for tens of thousands of them. */
final class SourceAddresses {

    /** Linux gives out 28,232 ports by default (ip_local_port_range); some of them are taken. */
    private static final int PORTS = 25_000;

    private static final int MAX_ADDRESSES = 250;

    private final List<InetSocketAddress> addresses;

    private SourceAddresses(List<InetSocketAddress> addresses) {
        this.addresses = addresses;
    }

    /**
     * As many as are asked for, or needed.
     *
     * @throws IllegalArgumentException if several are asked for and the server is not on this host's IPv4 loopback
     */
    static SourceAddresses of(InetAddress server, int asked, int listeners) {
        boolean loopback = server instanceof Inet4Address && server.isLoopbackAddress();
        if (asked > MAX_ADDRESSES || (asked > 1 && !loopback)) {
            throw new IllegalArgumentException("addresses: " + asked + " (expected: up to " + MAX_ADDRESSES
                    + ", and only with a stream at 127.0.0.1)");
        }
        int count = asked > 0 ? asked : loopback ? Math.min(MAX_ADDRESSES, 1 + (listeners - 1) / PORTS) : 1;
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int i = 0; count > 1 && i < count; i++) {
            addresses.add(new InetSocketAddress(loopback(2 + i), 0));
        }
        return new SourceAddresses(addresses);
    }

    int count() {
        return Math.max(1, addresses.size());
    }

    /** Where listener number {@code index} connects from; null for wherever the host likes. */
    @Nullable
    InetSocketAddress of(int index) {
        return addresses.isEmpty() ? null : addresses.get(index % addresses.size());
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an IPv4 address", e);
        }
    }
}
