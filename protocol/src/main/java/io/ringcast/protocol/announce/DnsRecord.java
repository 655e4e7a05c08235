package io.ringcast.protocol.announce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A resource record of class IN (RFC 1035, 3.2.1) as multicast DNS has it. Immutable; equal when name, type and data are. */
public final class DnsRecord {

    /** An address of IPv4. */
    public static final int A = 1;

    /** Another name. */
    public static final int PTR = 12;

    /** Pairs of key and value. */
    public static final int TXT = 16;

    /** An address of IPv6. */
    public static final int AAAA = 28;

    /** Host and port of a service. */
    public static final int SRV = 33;

    /** Which types a name has. */
    public static final int NSEC = 47;

    /** In questions: any type. */
    public static final int ANY = 255;

    /** RFC 6762, 10: seconds for what a host name is in, and for all else. */
    private static final int HOST_TTL = 120;

    private static final int OTHER_TTL = 4500;

    private final DnsName name;
    private final int type;
    private final boolean unique;
    private final int ttl;
    private final byte[] data;

    /** @param data as it is compared: names in it without pointers; taken over */
    DnsRecord(DnsName name, int type, boolean unique, int ttl, byte[] data) {
        this.name = name;
        this.type = type;
        this.unique = unique;
        this.ttl = ttl;
        this.data = data;
    }

    /** {@code host} is at {@code address}. */
    public static DnsRecord address(DnsName host, InetAddress address) {
        return new DnsRecord(host, address instanceof Inet6Address ? AAAA : A, true, HOST_TTL, address.getAddress());
    }

    /** {@code name} leads to {@code target}, as others may lead there too. */
    public static DnsRecord pointer(DnsName name, DnsName target) {
        return new DnsRecord(name, PTR, false, OTHER_TTL, bytes(target));
    }

    /** {@code instance} is at {@code port} of {@code host} (RFC 2782). */
    public static DnsRecord service(DnsName instance, DnsName host, int port) {
        byte[] target = bytes(host);
        byte[] data = new byte[6 + target.length];
        data[4] = (byte) (port >> 8);
        data[5] = (byte) port;
        System.arraycopy(target, 0, data, 6, target.length);
        return new DnsRecord(instance, SRV, true, HOST_TTL, data);
    }

    /** What else is to be known of {@code instance}: {@code key=value} (RFC 6763, 6), each of at most 255 bytes. */
    public static DnsRecord text(DnsName instance, List<String> pairs) {
        ByteBuf data = Unpooled.buffer();
        for (String pair : pairs) {
            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
            data.writeByte(bytes.length).writeBytes(bytes);
        }
        if (pairs.isEmpty()) {
            data.writeByte(0);
        }
        return new DnsRecord(instance, TXT, true, OTHER_TTL, Arrays.copyOf(data.array(), data.writerIndex()));
    }

    /** {@code name} has these types below 256 and no others (RFC 4034, 4.1; RFC 6762, 6.1). */
    public static DnsRecord onlyTypes(DnsName name, List<Integer> types) {
        int length = types.stream().mapToInt(type -> type / 8 + 1).max().orElse(0);
        byte[] next = bytes(name);
        byte[] data = Arrays.copyOf(next, next.length + 2 + length);
        data[next.length + 1] = (byte) length;
        types.forEach(type -> data[next.length + 2 + type / 8] |= (byte) (0x80 >> type % 8));
        return new DnsRecord(name, NSEC, true, HOST_TTL, data);
    }

    /** The same, gone. */
    public DnsRecord goodbye() {
        return withTtl(0);
    }

    /** The same as those get it who do not speak multicast DNS themselves: soon forgotten, and not called unique (RFC 6762, 6.7). */
    public DnsRecord forLegacy(int mostSeconds) {
        return new DnsRecord(name, type, false, Math.min(ttl, mostSeconds), data);
    }

    /** Whose it is. */
    public DnsName name() {
        return name;
    }

    /** One of the types above, or another. */
    public int type() {
        return type;
    }

    /** Whether nobody else may have one of this name and type. */
    public boolean unique() {
        return unique;
    }

    /** For how many seconds it holds; 0 when it is gone. */
    public int ttl() {
        return ttl;
    }

    /** Its data, names in it without pointers. */
    byte[] data() {
        return data;
    }

    /** The order in which records of two that claim one name are compared (RFC 6762, 8.2): types, then data, as numbers. */
    public static int compare(DnsRecord one, DnsRecord other) {
        int types = Integer.compare(one.type, other.type);
        return types != 0 ? types : Arrays.compareUnsigned(one.data, other.data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsRecord record
                && type == record.type
                && Arrays.equals(data, record.data)
                && name.equals(record.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, Arrays.hashCode(data));
    }

    @Override
    public String toString() {
        return name + " type " + type + " ttl " + ttl;
    }

    private DnsRecord withTtl(int seconds) {
        return new DnsRecord(name, type, unique, seconds, data);
    }

    private static byte[] bytes(DnsName name) {
        ByteBuf to = Unpooled.buffer();
        name.write(to);
        return Arrays.copyOf(to.array(), to.writerIndex());
    }
}
