package io.ringcast.daemon.output.hls;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A segmenter over a ring whose time the test moves by hand. {@link #close()} fails when memory has not come back. */
final class HlsRig implements AutoCloseable {

    static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
    static final long FIRST = 100;
    static final byte[] PREAMBLE = {1, 2, 3};

    /** Bytes of a second of the stream. */
    static final int SECOND = 10_000;

    final ChunkPool pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, 16L << 20);
    private static final long CLOCK_HERTZ = 27_000_000;

    final Splice splice;
    final SegmentIndex index = new SegmentIndex(FIRST);
    final Segmenter segmenter;

    private long now = 1_000_000_000_000L;
    private final long began = now;
    private long ids = 1;
    private long media = CLOCK_HERTZ;

    HlsRig(Duration segment, long ringBytes) {
        splice = new Splice("test", pool, RingLimit.ofBytes(ringBytes), () -> ids++, () -> now);
        segmenter =
                new Segmenter(splice.stream(), segment.toNanos(), () -> now, () -> BEGIN.plusNanos(now - began), index);
    }

    void begin(Format format) {
        // Of an origin that repeats nothing, so that nothing is compared before it is taken.
        splice.begin(new Run(format, Optional.empty(), false, false, false));
    }

    /** A join point, and so many seconds of the stream behind it. */
    void group(double seconds) {
        group(seconds, PREAMBLE);
    }

    void group(double seconds, byte[] preamble) {
        splice.onJoinPoint(preamble);
        more(seconds);
    }

    /** Groups of a second each, of a stream with a clock, all at once: what a server has ready for whoever comes. */
    void burst(int groups) {
        for (int i = 0; i < groups; i++) {
            splice.onClock(media, false);
            splice.onJoinPoint(PREAMBLE);
            splice.onUnits(Unpooled.wrappedBuffer(new byte[SECOND]));
            media += CLOCK_HERTZ;
        }
        splice.flush();
    }

    /** The same, each when it is due. */
    void steady(int groups) {
        for (int i = 0; i < groups; i++) {
            burst(1);
            now += 1_000_000_000L;
        }
    }

    /** So many seconds of the stream. */
    void more(double seconds) {
        for (int tenth = 0; tenth < Math.round(seconds * 10); tenth++) {
            splice.onUnits(Unpooled.wrappedBuffer(new byte[SECOND / 10]));
            splice.flush();
            now += 100_000_000L;
        }
    }

    @Override
    public void close() {
        splice.close();
        if (pool.heldBytes() != 0) {
            throw new AssertionError("chunks leaked: " + pool.heldBytes() + " bytes");
        }
        pool.close();
    }
}
