package io.ringcast.daemon.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a port is opened, written {@code :8000} (all of IPv4 and IPv6), {@code 127.0.0.1:8001} or {@code [::1]:80}.
 *
 * @param host an address without brackets or a name of this host; absent for all addresses
 * @param port 0 to 65535; 0 takes a free one
 */
public record ListenAddress(Optional<String> host, int port) {

    /** What a text should look like. */
    static final String EXPECTATION = "an address to listen on such as \":8000\", \"127.0.0.1:8000\" or \"[::1]:8000\"";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    public ListenAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
    }

    /** All addresses of this host, IPv4 and IPv6. */
    public static ListenAddress onAll(int port) {
        return new ListenAddress(Optional.empty(), port);
    }

    /**
     * Reads {@code :8000}, {@code 127.0.0.1:8001}, {@code localhost:8001} or {@code [::1]:80}.
     *
     * @throws InvalidValueException when {@code text} is no such address
     */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        int port = colon < 0 ? -1 : parsePort(text.substring(colon + 1));
        if (port < 0) {
            String remedy = parsePort(text) > 0 ? "; write \":" + text + "\"" : "";
            throw new InvalidValueException(text, EXPECTATION + remedy);
        }
        String host = text.substring(0, colon);
        if (host.isEmpty()) {
            return onAll(port);
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed ? !NetUtil.isValidIpV6Address(bare) : !isIpV4OrName(bare)) {
            throw new InvalidValueException(text, EXPECTATION);
        }
        return new ListenAddress(Optional.of(bare), port);
    }

    /** To bind to. A name is looked up, which blocks, and yields an unresolved address when nobody knows it. */
    public InetSocketAddress toSocketAddress() {
        return host.map(name -> new InetSocketAddress(name, port)).orElseGet(() -> new InetSocketAddress(port));
    }

    /** Whether nothing but this host can reach it. */
    public boolean isLoopback() {
        return host.map(name -> name.equalsIgnoreCase("localhost")
                        || literal(name).map(InetAddress::isLoopbackAddress).orElse(false))
                .orElse(false);
    }

    /** Whether both cannot be bound at once. */
    public boolean overlaps(ListenAddress other) {
        if (port != other.port || port == 0) {
            return false;
        }
        return isWildcard() || other.isWildcard() || sameHost(other);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return host.map(name -> name.indexOf(':') >= 0 ? "[" + name + "]" : name)
                        .orElse("") + ":" + port;
    }

    private boolean isWildcard() {
        return host.map(name ->
                        literal(name).map(InetAddress::isAnyLocalAddress).orElse(false))
                .orElse(true);
    }

    private boolean sameHost(ListenAddress other) {
        String mine = host.orElse("");
        String theirs = other.host.orElse("");
        boolean bothHere = isLoopback() && other.isLoopback();
        boolean oneByName = mine.equalsIgnoreCase("localhost") || theirs.equalsIgnoreCase("localhost");
        return mine.equalsIgnoreCase(theirs)
                || (bothHere && oneByName)
                || (literal(mine).isPresent() && literal(mine).equals(literal(theirs)));
    }

    private static boolean isIpV4OrName(String host) {
        // What consists of digits and dots only is meant as an address, and must be a whole one.
        boolean numeric = host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return numeric
                ? NetUtil.isValidIpV4Address(host)
                : HOST_NAME.matcher(host).matches();
    }

    private static int parsePort(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        return port <= 65535 ? port : -1;
    }

    /** The address that {@code text} is a literal of; never asks a name server. */
    static Optional<InetAddress> literal(String text) {
        if (!NetUtil.isValidIpV4Address(text) && !NetUtil.isValidIpV6Address(text)) {
            return Optional.empty();
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
