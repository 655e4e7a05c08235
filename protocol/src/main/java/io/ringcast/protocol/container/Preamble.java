package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** Collects the headers of a stream for those who come later, up to a bound; whoever asks twice gets the same array. */
final class Preamble {

    /** With more than that a stream cannot be joined late. */
    static final int MAX_SIZE = 1 << 20;

    /** What to say of such a stream. */
    static final String TOO_LARGE = "The headers of this stream are larger than " + (MAX_SIZE >> 20)
            + " MiB: only who listens from its beginning can play it; for late listeners take out large pictures and attachments";

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private byte[] bytes = {};
    private boolean changed;
    private boolean overflowed;

    /** Adds {@code length} bytes at {@code index} of {@code from}, which is borrowed. */
    void add(ByteBuf from, int index, int length) {
        if (overflowed || length > MAX_SIZE - collected.size()) {
            overflowed = true;
            return;
        }
        byte[] copy = new byte[length];
        from.getBytes(index, copy);
        add(copy);
    }

    /** Adds bytes that did not come in the stream. */
    void add(byte[] more) {
        if (overflowed || more.length > MAX_SIZE - collected.size()) {
            overflowed = true;
            return;
        }
        collected.writeBytes(more);
        changed = true;
    }

    /** Whether there was more than can be kept. */
    boolean overflowed() {
        return overflowed;
    }

    /** All of it; nobody changes the array. */
    byte[] bytes() {
        if (changed) {
            changed = false;
            bytes = collected.toByteArray();
        }
        return bytes;
    }

    /** Another stream begins. */
    void clear() {
        collected.reset();
        overflowed = false;
        changed = true;
    }
}
