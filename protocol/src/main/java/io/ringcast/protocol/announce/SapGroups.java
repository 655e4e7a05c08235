package io.ringcast.protocol.announce;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a session is announced: in the scope of its own group, so that who hears of it can receive it (RFC 2974, 3; RFC 2365; RFC 4291, 2.7). */
public final class SapGroups {

    private static final int[] GLOBAL = {224, 2, 127, 254};
    private static final int[] LINK = {224, 0, 0, 255};
    private static final int[] LOCAL = {239, 255, 255, 255};
    private static final int[] ORGANISATION = {239, 195, 255, 255};
    private static final int LOWEST_LOCAL = 252;
    private static final int ADMIN_SCOPED = 239;
    private static final int SCOPE_MASK = 0x0F;

    private SapGroups() {}

    /**
     * The group that announces sessions in {@code group}.
     *
     * @throws IllegalArgumentException if {@code group} is none
     */
    public static InetAddress of(InetAddress group) {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("group: " + group.getHostAddress() + " (expected: a group)");
        }
        byte[] address = group.getAddress();
        return address.length == 4 ? address(ipv4(address)) : ipv6(address[1] & SCOPE_MASK);
    }

    /** Whether receivers have to name the sender to get {@code group}: source-specific multicast (RFC 4607). */
    public static boolean isSourceSpecific(InetAddress group) {
        byte[] address = group.getAddress();
        return address.length == 4
                ? (address[0] & 0xFF) == 232
                : (address[0] & 0xFF) == 0xFF && (address[1] & 0xF0) == 0x30 && address[2] == 0 && address[3] == 0;
    }

    private static int[] ipv4(byte[] group) {
        int first = group[0] & 0xFF;
        int second = group[1] & 0xFF;
        if (first == 224 && second == 0 && group[2] == 0) {
            return LINK;
        }
        if (first != ADMIN_SCOPED) {
            return GLOBAL;
        }
        // RFC 2974, 3: the highest address of the scope's zone. RFC 2365, 6: the local one is 239.255/16 and grows
        // downwards, that of
        // the organisation is 239.192/14 and grows into what is left.
        return second >= LOWEST_LOCAL ? LOCAL : ORGANISATION;
    }

    private static InetAddress ipv6(int scope) {
        return address(0xFF, scope, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x7F, 0xFE);
    }

    private static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 or 16 bytes are always an address
        }
    }
}
