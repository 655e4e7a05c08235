package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SegmentTally.Result;
import io.ringcast.protocol.playlist.HlsRange;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets one resource, or a part of it, from its first byte to its last: what breaks is asked for again from where it broke. Belongs to the
 * source's event loop.
 */
final class PartFetch implements Fetcher.Taker {

    /** How often it is asked for without getting any further. */
    static final int MAX_TRIES = 3;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** So many bytes are worth another try. */
    private static final long PROGRESS_BYTES = 64 * 1024;

    /** Who gets the bytes. */
    interface Events {

        /** It is there, and its bytes are about to come. */
        void onBegun();

        /** Borrows {@code bytes}. */
        void onBytes(ByteBuf bytes);

        void onDone();

        /** It could not be had. */
        void onFailed(InputFailure failure);
    }

    private final EventLoop loop;
    private final Fetcher fetcher;
    private final URI uri;
    private final Optional<HlsRange> range;
    private final SegmentTally tally;
    private final Events events;

    private long position;
    private long progress;
    private int tries;
    private Optional<String> validator = Optional.empty();
    private OptionalLong left = OptionalLong.empty();
    private boolean reading;
    private boolean begun;
    private boolean over;
    private Fetcher.@Nullable Fetch fetch;
    private @Nullable Future<?> pause;

    PartFetch(
            EventLoop loop,
            Fetcher fetcher,
            URI uri,
            Optional<HlsRange> range,
            boolean reading,
            SegmentTally tally,
            Events events) {
        this.loop = loop;
        this.fetcher = fetcher;
        this.uri = uri;
        this.range = range;
        this.reading = reading;
        this.tally = tally;
        this.events = events;
    }

    /** Asks for it, or after {@link #interrupt()} for the rest of it. Events come after this has returned. */
    void begin() {
        if (over || fetch != null || pause != null) {
            return;
        }
        begun = false;
        long from = range.map(HlsRange::offset).orElse(0L) + position;
        OptionalLong length =
                range.isPresent() ? OptionalLong.of(range.get().length() - position) : OptionalLong.empty();
        fetch = fetcher.get(
                loop, new Fetcher.Part(uri, from, length, position > 0 ? validator : Optional.empty(), false), this);
    }

    /** Whether bytes may come. */
    void reading(boolean on) {
        reading = on;
        if (fetch != null && begun) {
            fetch.autoRead(on);
        }
    }

    /** Bytes that are still to come; absent while nobody knows. */
    OptionalLong left() {
        return left;
    }

    /** Whether an answer has come that says how much there is, or that nobody knows. */
    boolean begun() {
        return begun;
    }

    /** Drops the connection; {@link #begin()} goes on. */
    void interrupt() {
        begun = false;
        tries = 0;
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
        if (fetch != null) {
            fetch.cancel();
            fetch = null;
        }
    }

    /** Ends it; nothing is told any more. Idempotent. */
    void cancel() {
        over = true;
        interrupt();
    }

    @Override
    public void onBegun(URI location, OptionalLong toCome, Optional<String> etag) {
        if (position == 0) {
            validator = etag;
        }
        left = toCome;
        begun = true;
        if (!reading && fetch != null) {
            fetch.autoRead(false);
        }
        events.onBegun();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        int count = bytes.readableBytes();
        position += count;
        progress += count;
        if (left.isPresent()) {
            left = OptionalLong.of(Math.max(0, left.getAsLong() - count));
        }
        events.onBytes(bytes);
    }

    @Override
    public void onDone() {
        fetch = null;
        over = true;
        events.onDone();
    }

    @Override
    public void onFailed(InputFailure failure) {
        fetch = null;
        begun = false;
        if (progress >= PROGRESS_BYTES) {
            progress = 0;
            tries = 0;
        }
        tries++;
        boolean vain = failure.reason() == Reason.CHANGED || failure.reason() == Reason.PLAYLIST;
        if (vain || tries >= MAX_TRIES) {
            over = true;
            events.onFailed(failure);
            return;
        }
        tally.count(Result.RETRIED);
        pause = loop.schedule(
                () -> {
                    pause = null;
                    begin();
                },
                tries * PAUSE_NANOS,
                TimeUnit.NANOSECONDS);
    }
}
