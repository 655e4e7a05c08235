package io.ringcast.protocol.mpegts;

import io.netty.util.collection.IntObjectHashMap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The names of programs from the service description table of the stream itself (ETSI EN 300 468, 5.2.3).
 *
 * <p>Bounded: the first {@value #MAX_SERVICES}. Names in ISO 6937, the table's default, are read as ISO 8859-1, which is the same for
 * letters without accents.
 */
final class ServiceNames {

    static final int PID = 0x0011;

    static final int TABLE_ID = 0x42;

    static final int MAX_SERVICES = 64;

    private static final int SERVICES_OFFSET = 11;
    private static final int ENTRY_SIZE = 5;
    private static final int SERVICE_DESCRIPTOR = 0x48;

    /** What a service calls itself. */
    record Name(String provider, String service) {}

    private final IntObjectHashMap<Name> names = new IntObjectHashMap<>();
    private int crc;

    Optional<Name> of(int program) {
        return Optional.ofNullable(names.get(program));
    }

    /** Reads a section of the table (borrowed). */
    void read(Section section) {
        if (section.crc() == crc) {
            return;
        }
        crc = section.crc();
        int end = section.dataEnd();
        int at = SERVICES_OFFSET;
        while (at + ENTRY_SIZE <= end && names.size() < MAX_SERVICES) {
            int infoEnd = Math.min(end, at + ENTRY_SIZE + (section.unsignedShort(at + 3) & 0x0FFF));
            readService(section, section.unsignedShort(at), at + ENTRY_SIZE, infoEnd);
            at = infoEnd;
        }
    }

    // 6.2.33: service_type, then provider and name, each with its length before it.
    private void readService(Section section, int program, int from, int end) {
        int at = from;
        while (at + 2 <= end) {
            int next = at + 2 + section.unsignedByte(at + 1);
            if (next > end) {
                return;
            }
            if (section.unsignedByte(at) == SERVICE_DESCRIPTOR && next - at >= 5) {
                int provider = at + 3;
                int service = provider + 1 + section.unsignedByte(provider);
                if (service < next) {
                    names.put(program, new Name(text(section, provider, next), text(section, service, next)));
                }
                return;
            }
            at = next;
        }
    }

    /** The text of which the length is at {@code at}. */
    private static String text(Section section, int at, int end) {
        int from = at + 1;
        int to = Math.min(end, from + section.unsignedByte(at));
        if (from >= to) {
            return "";
        }
        // Annex A.2: a first byte below 0x20 selects the table of characters.
        int selector = section.unsignedByte(from);
        if (selector >= 0x20) {
            return decode(section, from, to, StandardCharsets.ISO_8859_1);
        }
        if (selector == 0x15) {
            return decode(section, from + 1, to, StandardCharsets.UTF_8);
        }
        if (selector == 0x11) {
            return decode(section, from + 1, to, StandardCharsets.UTF_16BE);
        }
        if (selector == 0x10 && from + 3 <= to) {
            return decode(section, from + 3, to, iso8859(section.unsignedByte(from + 2)));
        }
        return decode(section, from + 1, to, selector <= 0x0B ? iso8859(selector + 4) : StandardCharsets.ISO_8859_1);
    }

    private static Charset iso8859(int part) {
        String name = "ISO-8859-" + part;
        return part >= 1 && part <= 15 && Charset.isSupported(name)
                ? Charset.forName(name)
                : StandardCharsets.ISO_8859_1;
    }

    private static String decode(Section section, int from, int to, Charset charset) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) section.unsignedByte(from + i);
        }
        StringBuilder printable = new StringBuilder();
        new String(bytes, charset)
                .codePoints()
                .filter(c -> !Character.isISOControl(c))
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
