package io.ringcast.client.doctor;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The main tables of routes, as {@code /proc/net/route} and {@code /proc/net/ipv6_route} show them. */
final class Routes {

    /** {@code RTF_UP} and {@code RTF_REJECT} of linux/route.h. */
    private static final long UP = 1;

    private static final long REJECT = 0x200;

    private static final int FIELDS4 = 8;
    private static final int FIELDS6 = 10;
    private static final int BITS_PER_DIGIT = 4;

    private final HostFiles files;

    Routes(HostFiles files) {
        this.files = files;
    }

    /** The interface that the longest route to an address, of those the one with the lowest metric, leads to. */
    Optional<String> lookup(InetAddress address) {
        return address instanceof Inet4Address ? lookup4(address) : lookup6(address);
    }

    /** Any interface that has a route, for an example. */
    Optional<String> anyInterface() {
        return files.lines("proc/net/route").stream()
                .skip(1)
                .map(line -> line.split("\\s+")[0])
                .findFirst()
                .or(() -> files.names("sys/class/net").stream()
                        .filter(name -> !name.equals("lo"))
                        .findFirst());
    }

    /** Iface, Destination, Gateway, Flags, RefCnt, Use, Metric, Mask, …; numbers of addresses are in the byte order of the host. */
    private Optional<String> lookup4(InetAddress address) {
        long wanted = Long.parseLong(hostOrder(address.getAddress()), 16);
        String best = null;
        int bestLength = -1;
        long bestMetric = 0;
        for (String line : skipHeading(files.lines("proc/net/route"))) {
            String[] words = line.split("\\s+");
            if (words.length < FIELDS4) {
                continue;
            }
            long mask = Long.parseLong(words[7], 16);
            int length = Long.bitCount(mask);
            long metric = Long.parseLong(words[6]);
            boolean matches = usable(words[3]) && (wanted & mask) == Long.parseLong(words[1], 16);
            if (matches && (length > bestLength || (length == bestLength && metric < bestMetric))) {
                best = words[0];
                bestLength = length;
                bestMetric = metric;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Destination, its length, source, its length, next hop, metric, counts, flags, interface; all hexadecimal. */
    private Optional<String> lookup6(InetAddress address) {
        String wanted = digits(address.getAddress());
        String best = null;
        int bestLength = -1;
        long bestMetric = 0;
        for (String line : files.lines("proc/net/ipv6_route")) {
            String[] words = line.strip().split("\\s+");
            if (words.length < FIELDS6 || words[9].equals("lo") || !usable(words[8])) {
                continue;
            }
            int length = Integer.parseInt(words[1], 16);
            long metric = Long.parseLong(words[5], 16);
            if (startsAlike(wanted, words[0], length)
                    && (length > bestLength || (length == bestLength && metric < bestMetric))) {
                best = words[9];
                bestLength = length;
                bestMetric = metric;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The 8 digits by which the kernel of this host writes an address of IPv4. */
    static String hostOrder(byte[] address) {
        byte[] bytes = address.clone();
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            for (int i = 0; i < address.length; i++) {
                bytes[i] = address[address.length - 1 - i];
            }
        }
        return digits(bytes);
    }

    static String digits(byte[] address) {
        return HexFormat.of().withUpperCase().formatHex(address);
    }

    private static boolean startsAlike(String a, String b, int bits) {
        for (int i = 0; i * BITS_PER_DIGIT < bits; i++) {
            int differing = Character.digit(a.charAt(i), 16) ^ Character.digit(b.charAt(i), 16);
            int rest = Math.min(BITS_PER_DIGIT, bits - i * BITS_PER_DIGIT);
            if (differing >> (BITS_PER_DIGIT - rest) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean usable(String flags) {
        long bits = Long.parseLong(flags, 16);
        return (bits & UP) != 0 && (bits & REJECT) == 0;
    }

    private static List<String> skipHeading(List<String> lines) {
        return lines.isEmpty() ? lines : lines.subList(1, lines.size());
    }
}
