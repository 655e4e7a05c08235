package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for artist and title in an ID3 tag (versions 2.2, 2.3, 2.4 of id3.org) at the beginning of a stream, however its bytes are cut.
 *
 * <p>It looks at the first 64 KiB of the tag: text comes first in practice, pictures behind it. It keeps a copy of those, and nothing of
 * anything else. Not safe for several threads.
 */
public final class Id3Reader {

    /** How much of a tag is looked at. */
    static final int LIMIT = 64 * 1024;

    /** Characters of a title; what is longer is cut. */
    static final int TITLE_LIMIT = 500;

    /** ID3v2.4.0 structure, 3.1: "ID3", two bytes of version, flags, and a size of four times seven bits. */
    private static final int HEADER = 10;

    private static final byte[] MAGIC = {'I', 'D', '3'};
    private static final int UNSYNCHRONISED = 0x80;
    private static final int EXTENDED = 0x40;

    /** ID3v2.4.0 structure, 4.1.2: grouped, compressed, encrypted, unsynchronised, with its length in front. */
    private static final int FRAME_CODED = 0x0C;

    private static final int FRAME_GROUPED = 0x40;
    private static final int FRAME_UNSYNCHRONISED = 0x02;
    private static final int FRAME_LENGTH = 0x01;

    /** ID3v2.3.0, 3.3.1: the second byte of a frame's flags. */
    private static final int OLD_FRAME_CODED = 0xC0;

    private static final int OLD_FRAME_GROUPED = 0x20;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private byte[] tag = new byte[HEADER];
    private int filled;
    private int wanted = HEADER;
    private boolean done;
    private Optional<String> title = Optional.empty();

    /** Looks at the bytes that come next (borrowed; their indices stay). Returns whether it is {@link #isDone()}. */
    public boolean look(ByteBuf bytes) {
        int index = bytes.readerIndex();
        while (!done && index < bytes.writerIndex()) {
            int count = Math.min(wanted - filled, bytes.writerIndex() - index);
            if (filled + count > tag.length) {
                tag = Arrays.copyOf(tag, Math.min(wanted, Math.max(tag.length * 2, filled + count)));
            }
            bytes.getBytes(index, tag, filled, count);
            filled += count;
            index += count;
            onFilled();
        }
        return done;
    }

    /** Whether it has seen what it wants, or that there is no tag. */
    public boolean isDone() {
        return done;
    }

    /** "Artist - Title", or what there is of it; empty when there is none, or it is not known yet. */
    public Optional<String> title() {
        return title;
    }

    private void onFilled() {
        for (int i = 0; i < Math.min(filled, MAGIC.length); i++) {
            if (tag[i] != MAGIC[i]) {
                finish(Optional.empty());
                return;
            }
        }
        if (filled < wanted) {
            return;
        }
        if (wanted == HEADER) {
            int size = synchsafe(tag, 6);
            if (size <= 0 || tag[3] < 2 || tag[3] > 4) {
                finish(Optional.empty());
            } else {
                wanted = HEADER + Math.min(size, LIMIT);
            }
        } else {
            finish(parse());
        }
    }

    private void finish(Optional<String> found) {
        done = true;
        title = found;
        tag = new byte[0];
    }

    private Optional<String> parse() {
        int version = tag[3];
        int flags = tag[5];
        byte[] body = Arrays.copyOfRange(tag, HEADER, filled);
        if ((flags & UNSYNCHRONISED) != 0 && version < 4) {
            body = synchronised(body);
        }
        int at = (flags & EXTENDED) != 0 && version > 2 ? extendedHeader(body, version) : 0;
        String artist = "";
        String name = "";
        int head = version == 2 ? 6 : 10;
        while (at >= 0 && at + head <= body.length && body[at] != 0) {
            int size = frameSize(body, at, version);
            if (size < 0 || size > body.length - at - head) {
                break;
            }
            String id = new String(body, at, version == 2 ? 3 : 4, StandardCharsets.ISO_8859_1);
            if (id.equals("TIT2") || id.equals("TT2")) {
                name = frameText(body, at, head, size, version);
            } else if (id.equals("TPE1") || id.equals("TP1")) {
                artist = frameText(body, at, head, size, version);
            }
            at += head + size;
        }
        String whole = artist.isEmpty() || name.isEmpty() ? artist + name : artist + " - " + name;
        return whole.isEmpty()
                ? Optional.empty()
                : Optional.of(whole.length() > TITLE_LIMIT ? whole.substring(0, TITLE_LIMIT) : whole);
    }

    /** ID3v2.3.0, 3.2 counts it without its own four bytes, ID3v2.4.0, 3.2 with them. */
    private static int extendedHeader(byte[] body, int version) {
        if (body.length < 4) {
            return -1;
        }
        int size = version == 4 ? synchsafe(body, 0) : plain(body, 0, 4) + 4;
        return size < 0 || size > body.length ? -1 : size;
    }

    private static int frameSize(byte[] body, int at, int version) {
        if (version == 2) {
            return plain(body, at + 3, 3);
        }
        int ordinary = plain(body, at + 4, 4);
        if (version == 3) {
            return ordinary;
        }
        // Some writers of 2.4 count as 2.3 does: then a frame follows there, and none where the standard says.
        int size = synchsafe(body, at + 4);
        boolean old = size < 0 || (!frameFollows(body, at + 10L + size) && frameFollows(body, at + 10L + ordinary));
        return old ? ordinary : size;
    }

    /** Whether another frame begins at {@code at}, or the tag ends there. */
    private static boolean frameFollows(byte[] body, long at) {
        if (at < 0 || at + 4 > body.length) {
            return at == body.length;
        }
        for (int i = (int) at; i < at + 4; i++) {
            if ((body[i] < 'A' || body[i] > 'Z') && (body[i] < '0' || body[i] > '9')) {
                return false;
            }
        }
        return true;
    }

    private static String frameText(byte[] body, int at, int head, int size, int version) {
        byte[] text = Arrays.copyOfRange(body, at + head, at + head + size);
        int coding = version == 2 ? 0 : body[at + 9];
        int skip = 0;
        if (version == 3) {
            if ((coding & OLD_FRAME_CODED) != 0) {
                return "";
            }
            skip = (coding & OLD_FRAME_GROUPED) != 0 ? 1 : 0;
        } else if (version == 4) {
            if ((coding & FRAME_CODED) != 0) {
                return "";
            }
            skip = ((coding & FRAME_GROUPED) != 0 ? 1 : 0) + ((coding & FRAME_LENGTH) != 0 ? 4 : 0);
            if ((coding & FRAME_UNSYNCHRONISED) != 0) {
                text = synchronised(text);
            }
        }
        return skip < text.length ? text(text, skip) : "";
    }

    /** ID3v2.4.0 structure, 4: a byte that names the coding, then text; several values have a NUL between them. */
    private static String text(byte[] bytes, int at) {
        Optional<Charset> charset = switch (bytes[at]) {
            case 0 -> Optional.of(StandardCharsets.ISO_8859_1);
            case 1 -> Optional.of(StandardCharsets.UTF_16);
            case 2 -> Optional.of(StandardCharsets.UTF_16BE);
            case 3 -> Optional.of(StandardCharsets.UTF_8);
            default -> Optional.empty();
        };
        return charset.map(known -> new String(bytes, at + 1, bytes.length - at - 1, known))
                .map(text -> text.replaceAll("\0+$", "").replaceAll("\0+", ", "))
                .map(text -> CONTROLS.matcher(text.replace("\uFEFF", ""))
                        .replaceAll(" ")
                        .strip())
                .orElse("");
    }

    /** ID3v2.4.0 structure, 6.1: a zero behind each 0xFF was put in, and is taken out again. */
    private static byte[] synchronised(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0 || i == 0 || bytes[i - 1] != (byte) 0xFF) {
                out[count++] = bytes[i];
            }
        }
        return Arrays.copyOf(out, count);
    }

    private static int plain(byte[] bytes, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    /** ID3v2.4.0 structure, 6.2; -1 where a byte has its highest bit set. */
    private static int synchsafe(byte[] bytes, int at) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            if (bytes[at + i] < 0) {
                return -1;
            }
            value = value << 7 | bytes[at + i];
        }
        return value;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Id3Reader[%d of %d bytes, title %s]", filled, wanted, title);
    }
}
