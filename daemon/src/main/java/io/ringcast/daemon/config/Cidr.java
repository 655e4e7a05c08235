package io.ringcast.daemon.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of addresses with a common prefix (RFC 4632), written {@code 10.0.0.0/8}, {@code fd00::/8}, or {@code 10.1.2.3} for one.
 *
 * @param network the lowest address
 * @param prefix bits that all have in common
 */
public record Cidr(InetAddress network, int prefix) {

    /** What a text should look like. */
    static final String EXPECTATION = "a range of addresses such as \"10.0.0.0/8\", \"192.168.1.7\" or \"fd00::/8\"";

    public Cidr {
        int bits = network.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix: " + prefix + " (expected: 0 to " + bits + ")");
        }
    }

    /**
     * Reads a range.
     *
     * @throws InvalidValueException when {@code text} is none
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = ListenAddress.literal(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new InvalidValueException(text, EXPECTATION));
        int bits = address.getAddress().length * 8;
        String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
            throw new InvalidValueException(text, EXPECTATION + ", with a prefix of at most " + bits + " bits");
        }
        int prefix = Integer.parseInt(length);
        Cidr cidr = new Cidr(masked(address, prefix), prefix);
        if (!cidr.network.equals(address)) {
            throw new InvalidValueException(text, "no bits behind the prefix; write \"" + cidr + "\"");
        }
        return cidr;
    }

    /** Whether {@code address} lies in the range; an IPv4 address that came over IPv6 counts as IPv4. */
    public boolean matches(InetAddress address) {
        InetAddress plain = plain(address);
        return plain.getAddress().length == network.getAddress().length
                && Arrays.equals(masked(plain, prefix).getAddress(), network.getAddress());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(8, prefix - i * 8));
            bytes[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        return ofBytes(bytes);
    }

    /** Without a scope; {@link InetAddress#getByAddress(byte[])} makes IPv4 of an IPv4-mapped address (RFC 4291, 2.5.5.2). */
    private static InetAddress plain(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
