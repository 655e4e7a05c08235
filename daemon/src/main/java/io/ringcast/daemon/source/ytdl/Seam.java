package io.ringcast.daemon.source.ytdl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Finds where one download of a live stream has got to in another one that was begun beside it, by their bytes alone. Either may begin
 * first in the stream: an origin sends its last seconds to whoever connects, or nothing but what comes from now on.
 *
 * <pre>
 *   before   … ─────────────[═════════════════]          delivered, the newest {@value #LIMIT} bytes
 *   behind                  [═════════════════]────►     kept; the overlap is what was delivered already
 * </pre>
 *
 * <p>Found is only what is proven: all that both have of the overlap is equal, is at least {@value #PROOF} bytes, and lies nowhere else.
 * Belongs to the source's event loop; copies what it is given.
 */
final class Seam {

    /** Bytes of each side. */
    static final int LIMIT = 1 << 20;

    /** So many equal bytes are no accident. */
    static final int PROOF = 1024;

    /** Bytes that are compared in one search: a few milliseconds, whatever they are. */
    private static final long MOST_COMPARED = 32L << 20;

    private byte[] before = new byte[64 * 1024];
    private int beforeSize;
    private byte[] behind = new byte[64 * 1024];
    private int behindSize;

    /** What listeners got. Borrows {@code bytes}. */
    void delivered(ByteBuf bytes) {
        byte[] more = ByteBufUtil.getBytes(bytes);
        int kept = Math.min(more.length, LIMIT);
        if (beforeSize + kept > 2 * LIMIT) {
            System.arraycopy(before, beforeSize - LIMIT, before, 0, LIMIT);
            beforeSize = LIMIT;
        }
        before = grown(before, beforeSize + kept);
        System.arraycopy(more, more.length - kept, before, beforeSize, kept);
        beforeSize += kept;
    }

    /** What the other download brought. Borrows {@code bytes}. */
    void came(ByteBuf bytes) {
        int count = bytes.readableBytes();
        behind = grown(behind, behindSize + count);
        bytes.getBytes(bytes.readerIndex(), behind, behindSize, count);
        behindSize += count;
    }

    /** Whether the other download has brought as much as is kept of it. */
    boolean isFull() {
        return behindSize >= LIMIT;
    }

    /** All that the other download brought, to be given away. */
    byte[] kept() {
        return Arrays.copyOf(behind, behindSize);
    }

    /** How many bytes of the other download, from its first on, were delivered; empty while it is not known. */
    OptionalInt overlap() {
        Search search = new Search();
        search.look(before, beforeSize, behind, behindSize);
        // What the other one repeats may begin before what is kept of this one.
        search.look(behind, behindSize, before, beforeSize);
        return search.answer();
    }

    /** Looks for the beginning of one side in the other one; the first byte of both is looked for only once. */
    private final class Search {

        private long compared;
        private int found = -1;
        private boolean doubtful;

        void look(byte[] in, int inSize, byte[] of, int ofSize) {
            boolean turned = in == behind;
            for (int at = turned ? 1 : 0; at + PROOF <= inSize && ofSize >= PROOF && !doubtful; at++) {
                if (in[at] != of[0]) {
                    continue;
                }
                int common = Math.min(inSize - at, ofSize);
                int differs = Arrays.mismatch(in, at, at + common, of, 0, common);
                compared += differs < 0 ? common : differs;
                doubtful = compared > MOST_COMPARED || (differs < 0 && found >= 0);
                if (differs < 0) {
                    found = turned ? at + beforeSize : beforeSize - at;
                }
            }
        }

        OptionalInt answer() {
            return found < 0 || doubtful ? OptionalInt.empty() : OptionalInt.of(found);
        }
    }

    private static byte[] grown(byte[] array, int size) {
        return size <= array.length ? array : Arrays.copyOf(array, Math.max(size, 2 * array.length));
    }
}
