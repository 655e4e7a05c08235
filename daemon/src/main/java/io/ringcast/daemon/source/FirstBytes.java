package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.protocol.container.Detection;
import io.ringcast.protocol.container.FormatDetector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects the first bytes of a run until they say what they are. Owns them until it hands them to {@link Decided}; belongs to the
 * source's event loop.
 */
final class FirstBytes {

    /** A stream that stops within its first bytes is taken for what it looks like by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Bytes that are nearly always enough. */
    private static final int USUAL = 1024;

    /** Takes the answer, once. */
    @FunctionalInterface
    interface Decided {

        /** {@code detection} is no {@link Detection.NeedsMore}; borrows {@code first}, all that came so far. */
        void onDecided(Detection detection, ByteBuf first);
    }

    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final Decided decided;

    private @Nullable ByteBuf collected;
    private @Nullable Future<?> patience;

    FirstBytes(EventLoop loop, ByteBufAllocator allocator, Decided decided) {
        this.loop = loop;
        this.allocator = allocator;
        this.decided = decided;
    }

    /** Copies {@code bytes}, which is borrowed, and decides if that is enough. */
    void add(ByteBuf bytes) {
        if (collected == null) {
            collected = allocator.buffer(Math.max(USUAL, bytes.readableBytes()));
            patience = loop.schedule(this::decideNow, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        }
        collected.writeBytes(bytes);
        decide(false);
    }

    /** No more will come: decides by what there is, if there is anything undecided. */
    void decideNow() {
        decide(true);
    }

    /** Frees what is held. Idempotent. */
    void close() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
        if (collected != null) {
            collected.release();
            collected = null;
        }
    }

    private void decide(boolean last) {
        ByteBuf first = collected;
        if (first == null) {
            return;
        }
        Detection detection = FormatDetector.detect(first, last);
        if (detection instanceof Detection.NeedsMore) {
            return;
        }
        collected = null;
        close();
        try {
            decided.onDecided(detection, first);
        } finally {
            first.release();
        }
    }
}
