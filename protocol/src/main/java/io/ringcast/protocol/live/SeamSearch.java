package io.ringcast.protocol.live;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Looks for the end of one body in another one that goes by, in one pass and whatever they are made of (Knuth, Morris, Pratt).
 *
 * <pre>
 *   cut      … ─────────────[══════]✂                      wanted: its newest bytes
 *   another  ───────────────[══════]─────────────►         end: so many bytes up to here
 * </pre>
 *
 * <p>Belongs to whoever reads the body.
 */
public final class SeamSearch {

    private final byte[] wanted;

    /** For each count of bytes that agree: how many of them agree still when the next one does not. */
    private final int[] shorter;

    private int agree;
    private long passed;
    private long end = -1;
    private boolean several;

    /** @param wanted at least one byte */
    public SeamSearch(byte[] wanted) {
        if (wanted.length == 0) {
            throw new IllegalArgumentException("wanted: no byte (expected: at least one)");
        }
        this.wanted = wanted.clone();
        this.shorter = new int[wanted.length + 1];
        int border = 0;
        for (int i = 1; i < wanted.length; i++) {
            while (border > 0 && wanted[i] != wanted[border]) {
                border = shorter[border];
            }
            border += wanted[i] == wanted[border] ? 1 : 0;
            shorter[i + 1] = border;
        }
    }

    /** {@code bytes} went by; neither they nor their position are changed. */
    public void add(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte next = bytes.get(i);
            while (agree > 0 && next != wanted[agree]) {
                agree = shorter[agree];
            }
            agree += next == wanted[agree] ? 1 : 0;
            passed++;
            if (agree == wanted.length) {
                several = end >= 0;
                end = passed;
                agree = shorter[agree];
                if (several) {
                    return;
                }
            }
        }
    }

    /** Bytes that went by up to the end of the only place where the wanted ones were; empty when they were at none, or at several. */
    public OptionalLong end() {
        return end < 0 || several ? OptionalLong.empty() : OptionalLong.of(end);
    }

    /** Whether they were at several places, so that nobody knows which is the one; no more is looked at then. */
    public boolean isDoubtful() {
        return several;
    }
}
