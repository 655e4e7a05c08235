package io.ringcast.protocol.announce;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A name of DNS: labels, the most general last. Two are equal whatever case their ASCII letters have (RFC 6762, 16).
 *
 * @param labels each of 1 to 63 bytes of UTF-8; any character may be in one (RFC 6763, 4.1.1)
 */
public record DnsName(List<String> labels) {

    /** The longest label, in bytes. */
    public static final int MAX_LABEL = 63;

    /** RFC 1035, 3.1, with the length octets and the root. */
    private static final int MAX_BYTES = 255;

    private static final int POINTER = 0xC0;
    private static final int POINTER_MASK = 0x3F;

    public DnsName {
        labels = List.copyOf(labels);
        int bytes = 1;
        for (String label : labels) {
            int length = label.getBytes(StandardCharsets.UTF_8).length;
            if (length < 1 || length > MAX_LABEL) {
                throw new IllegalArgumentException("label: " + label + " (expected: 1 to 63 bytes)");
            }
            bytes += 1 + length;
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("name: " + bytes + " bytes (expected: at most 255)");
        }
    }

    /** Of labels. */
    public static DnsName of(String... labels) {
        return new DnsName(List.of(labels));
    }

    /** This name with a label before it. */
    public DnsName prefixed(String label) {
        List<String> all = new ArrayList<>();
        all.add(label);
        all.addAll(labels);
        return new DnsName(all);
    }

    /** The name without its first label. */
    public DnsName parent() {
        return new DnsName(labels.subList(1, labels.size()));
    }

    /**
     * Reads one from {@code from}, which is borrowed, at its reader index; {@code from} begins with the message, where pointers point.
     *
     * @throws IllegalArgumentException if there is none
     * @throws IndexOutOfBoundsException if the message ends within it
     */
    static DnsName read(ByteBuf from) {
        List<String> labels = new ArrayList<>();
        int at = from.readerIndex();
        int behind = -1;
        int bytes = 1;
        int lowest = at;
        while (true) {
            int length = from.getUnsignedByte(at++);
            if ((length & POINTER) == POINTER) {
                int target = (length & POINTER_MASK) << 8 | from.getUnsignedByte(at++);
                behind = behind < 0 ? at : behind;
                // Always backwards, so that no name runs in circles.
                if (target >= lowest) {
                    throw new IllegalArgumentException("pointer: to " + target + " (expected: before " + lowest + ")");
                }
                lowest = target;
                at = target;
            } else if (length > MAX_LABEL) {
                throw new IllegalArgumentException("label: of type " + (length >> 6) + " (expected: 0 or 3)");
            } else if (length == 0) {
                from.readerIndex(behind < 0 ? at : behind);
                return new DnsName(labels);
            } else {
                bytes += 1 + length;
                if (bytes > MAX_BYTES) {
                    throw new IllegalArgumentException("name: longer than 255 bytes");
                }
                labels.add(label(from, at, length));
                at += length;
            }
        }
    }

    /** Appends it as it is, without pointers. {@code to} is borrowed. */
    void write(ByteBuf to) {
        labels.forEach(label -> writeLabel(to, label));
        to.writeByte(0);
    }

    static void writeLabel(ByteBuf to, String label) {
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        to.writeByte(bytes.length).writeBytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && folded().equals(name.folded());
    }

    @Override
    public int hashCode() {
        return folded().hashCode();
    }

    /** For people: labels with dots between. */
    @Override
    public String toString() {
        return String.join(".", labels);
    }

    private List<String> folded() {
        return labels.stream().map(DnsName::fold).toList();
    }

    private static String fold(String label) {
        boolean ascii = label.chars().allMatch(c -> c < 128);
        if (ascii) {
            return label.toLowerCase(Locale.ROOT);
        }
        StringBuilder folded = new StringBuilder(label);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    /** Bytes that are no UTF-8 are read as Latin 1: the name is not ours then, but the message can be read on. */
    private static String label(ByteBuf from, int at, int length) {
        String text = from.toString(at, length, StandardCharsets.UTF_8);
        return text.getBytes(StandardCharsets.UTF_8).length == length
                ? text
                : from.toString(at, length, StandardCharsets.US_ASCII).replace('\uFFFD', '?');
    }
}
