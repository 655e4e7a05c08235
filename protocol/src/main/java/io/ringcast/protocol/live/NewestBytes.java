package io.ringcast.protocol.live;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The newest bytes of a body that goes by, by which its place is known again. Belongs to whoever reads the body. */
public final class NewestBytes {

    private final byte[] kept;
    private int size;

    /** @param limit bytes that are kept at most */
    public NewestBytes(int limit) {
        kept = new byte[limit];
    }

    /** {@code bytes} went by; neither they nor their position are changed. */
    public void add(ByteBuffer bytes) {
        int more = Math.min(bytes.remaining(), kept.length);
        int stay = Math.min(size, kept.length - more);
        System.arraycopy(kept, size - stay, kept, 0, stay);
        bytes.get(bytes.limit() - more, kept, stay, more);
        size = stay + more;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** A copy of them. */
    public byte[] copy() {
        return Arrays.copyOf(kept, size);
    }
}
