package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.container.Id3Reader;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes ID3 tags off the beginning of a segment: packed audio has one in front of each, which carries its timestamp (RFC 8216, 3.4), and no
 * player expects them within a stream. What plays is kept, where a tag says so. Everything else goes through untouched.
 */
final class TagStripper {

    /** ID3v2.4, 3.1: "ID3", version, flags, and a size of four times seven bits that counts neither itself nor the footer. */
    private static final int HEADER = 10;

    private static final byte[] MAGIC = {'I', 'D', '3'};
    private static final int FLAGS = 5;
    private static final int FOOTER_FLAG = 0x10;

    private final Consumer<ByteBuf> out;
    private final byte[] header = new byte[HEADER];
    private Id3Reader reader = new Id3Reader();
    private Optional<String> title = Optional.empty();
    private int filled;
    private long skip;
    private boolean through;

    /** @param out takes what is no tag; it borrows */
    TagStripper(Consumer<ByteBuf> out) {
        this.out = out;
    }

    /** What the tags that were taken off say of what plays. */
    Optional<String> title() {
        return title;
    }

    /** Takes bytes of the segment. Borrows {@code bytes}. */
    void take(ByteBuf bytes) {
        while (!through && bytes.isReadable()) {
            if (skip > 0) {
                int skipped = (int) Math.min(skip, bytes.readableBytes());
                read(bytes.readSlice(skipped));
                skip -= skipped;
            } else if (filled == 0 && bytes.getByte(bytes.readerIndex()) != MAGIC[0]) {
                through = true;
            } else {
                look(bytes.readByte());
            }
        }
        if (through && bytes.isReadable()) {
            out.accept(bytes);
        }
    }

    /** The segment ends: what might have become a tag is none. */
    void end() {
        if (!through) {
            pass();
        }
    }

    private void look(byte b) {
        header[filled++] = b;
        if (filled <= MAGIC.length && b != MAGIC[filled - 1]) {
            pass();
        } else if (filled == HEADER) {
            filled = 0;
            reader = new Id3Reader();
            read(Unpooled.wrappedBuffer(header));
            int size = 0;
            for (int i = HEADER - 4; i < HEADER; i++) {
                size = size << 7 | (header[i] & 0x7F);
            }
            skip = size + ((header[FLAGS] & FOOTER_FLAG) == 0 ? 0L : HEADER);
        }
    }

    private void read(ByteBuf bytes) {
        if (reader.look(bytes)) {
            title = reader.title().or(() -> title);
        }
    }

    private void pass() {
        through = true;
        if (filled > 0) {
            out.accept(Unpooled.wrappedBuffer(header, 0, filled));
        }
    }
}
