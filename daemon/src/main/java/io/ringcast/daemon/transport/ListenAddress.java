package io.ringcast.daemon.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where to listen: {@code :8000} is all of IPv4 and IPv6, {@code 127.0.0.1:8001} and {@code [::1]:8001} are one address.
 *
 * @param host a literal address without brackets or {@code localhost}; absent for every address of both families
 * @param port 0 to 65535, where 0 lets the kernel choose
 */
public record ListenAddress(Optional<String> host, int port) {

    public ListenAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        host.ifPresent(ListenAddress::literal);
    }

    /** Every address of this machine, IPv4 and IPv6, on {@code port}. */
    public static ListenAddress anywhere(int port) {
        return new ListenAddress(Optional.empty(), port);
    }

    /** Reads {@code :PORT}, {@code ADDRESS:PORT} or {@code [ADDRESS6]:PORT}. */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "listen address: " + text + " (expected: \":PORT\" or \"ADDRESS:PORT\")");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "listen address: " + text + " (expected: an IPv6 address in brackets, \"[" + host + "]:PORT\")");
        }
        return new ListenAddress(
                host.isEmpty() || host.equals("*") ? Optional.empty() : Optional.of(host),
                port(text, text.substring(colon + 1)));
    }

    /** Returns the address to bind. Without a host it is the wildcard, which the channels bind on both families. */
    public InetSocketAddress socketAddress() {
        return host.map(h -> new InetSocketAddress(literal(h), port)).orElseGet(() -> new InetSocketAddress(port));
    }

    @Override
    public String toString() {
        return host.map(h -> h.indexOf(':') >= 0 ? "[" + h + "]" : h).orElse("") + ":" + port;
    }

    private static int port(String text, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("listen address: " + text + " (expected: a port of 0 to 65535)", e);
        }
    }

    // A name would have to be looked up, and could mean another address tomorrow; a socket is bound to an address.
    private static InetAddress literal(String host) {
        if (host.equals("localhost")) {
            return NetUtil.LOCALHOST4;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address == null) {
            throw new IllegalArgumentException(
                    "listen address: " + host + " (expected: an IPv4 or IPv6 address, or localhost)");
        }
        return address;
    }
}
