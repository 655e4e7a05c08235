package io.ringcast.protocol.announce;

import io.netty.buffer.ByteBuf;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A packet of the Session Announcement Protocol, version 1 (RFC 2974, 3): it says that a session is there, or that it is there no more.
 *
 * <pre>
 *   0                   1                   2                   3
 *   | V=1 |A|R|T|E|C|   auth len    |         message id hash       |
 *   |      originating source, 32 bits or with A set 128 bits       |
 *   | "application/sdp" NUL | the session's description             |
 * </pre>
 *
 * @param deletion whether the session is there no more
 * @param hash tells, together with the source, one version of one session from all others; not 0
 * @param source address of who announces
 * @param description of the session, SDP; of one that is deleted its origin line alone (RFC 2974, 6)
 */
public record SapPacket(boolean deletion, int hash, InetAddress source, String description) {

    /** Where SAP goes. */
    public static final int PORT = 9875;

    private static final int VERSION = 1 << 5;
    private static final int VERSION_MASK = 0b1110_0000;
    private static final int IPV6_SOURCE = 1 << 4;
    private static final int DELETION = 1 << 2;
    /** Encrypted or compressed. */
    private static final int UNREADABLE = 0b11;

    private static final int HEAD_BYTES = 4;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int WORD_BYTES = 4;
    private static final int MAX_HASH = 0xFFFF;
    private static final String TYPE_TEXT = "application/sdp\0";

    public SapPacket {
        if (hash < 1 || hash > MAX_HASH) {
            throw new IllegalArgumentException("hash: " + hash + " (expected: from 1 to 65535)");
        }
    }

    /** Announces {@code description}, with a hash that follows from it. */
    public static SapPacket of(InetAddress source, String description) {
        int full = description.hashCode();
        int folded = (full >>> 16 ^ full) & MAX_HASH;
        // RFC 2974, 3: 0 means that there is no hash.
        return new SapPacket(false, folded == 0 ? 1 : folded, source, description);
    }

    /** The same with the next hash, for when another session has this one already. */
    public SapPacket withNextHash() {
        return new SapPacket(deletion, hash % MAX_HASH + 1, source, description);
    }

    /** What takes it back. */
    public SapPacket deleted() {
        String origin = description
                .lines()
                .filter(line -> line.startsWith("o="))
                .map(line -> line + "\r\n")
                .findFirst()
                .orElse("");
        return new SapPacket(true, hash, source, origin);
    }

    /** Appends it to {@code to}, which is borrowed. */
    public void write(ByteBuf to) {
        boolean ipv6 = source instanceof Inet6Address;
        to.writeByte(VERSION | (ipv6 ? IPV6_SOURCE : 0) | (deletion ? DELETION : 0));
        to.writeByte(0); // nothing is signed
        to.writeShort(hash);
        to.writeBytes(source.getAddress());
        to.writeCharSequence(TYPE_TEXT, StandardCharsets.US_ASCII);
        to.writeCharSequence(description, StandardCharsets.UTF_8);
    }

    /** Reads one from {@code from}, which is borrowed and not moved; empty when it is none, or cannot be read without a key. */
    public static Optional<SapPacket> read(ByteBuf from) {
        int start = from.readerIndex();
        int end = from.writerIndex();
        if (end - start < HEAD_BYTES) {
            return Optional.empty();
        }
        int flags = from.getUnsignedByte(start);
        int hash = from.getUnsignedShort(start + 2);
        int addressBytes = (flags & IPV6_SOURCE) == 0 ? IPV4_BYTES : IPV6_BYTES;
        int body = start + HEAD_BYTES + addressBytes + from.getUnsignedByte(start + 1) * WORD_BYTES;
        if ((flags & VERSION_MASK) != VERSION || (flags & UNREADABLE) != 0 || hash == 0 || body >= end) {
            return Optional.empty();
        }
        byte[] address = new byte[addressBytes];
        from.getBytes(start + HEAD_BYTES, address);
        String text = from.toString(body, end - body, StandardCharsets.UTF_8);
        // The type may be left out before SDP (RFC 2974, 6).
        boolean bare = text.startsWith("v=0");
        if (!bare && !text.startsWith(TYPE_TEXT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SapPacket(
                    (flags & DELETION) != 0,
                    hash,
                    InetAddress.getByAddress(address),
                    bare ? text : text.substring(TYPE_TEXT.length())));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 or 16 bytes are always an address
        }
    }
}
