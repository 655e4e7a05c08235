package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.ring.RingWriter;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.live.Epoch;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins one run of bytes to the next and writes the ring: what listeners get continues at a unit boundary and, where the format has join
 * points, at one of them.
 *
 * <pre>
 *   run 1 ─────────────────┤ broken        run 2: ─ ─ ─ ─◆──────────────────────
 *                          │                      dropped │
 *   ring  ─────────────────┼[preamble]────────────────────┘ nothing of run 1 is taken back
 * </pre>
 *
 * <p>Owned by the source's event loop. Buffers are borrowed for the call and copied once, into the ring.
 */
public final class Splice implements StreamWriter, AutoCloseable {

    /** What may pass without a join point at the beginning of a run before it is taken as it is. */
    private static final long JOIN_SEARCH_BYTES = 8L * 1024 * 1024;

    private static final long JOIN_SEARCH_NANOS = 5_000_000_000L;

    private final RingWriter writer;
    private final Stream stream;
    private final LongSupplier random;
    private final LongSupplier clock;

    private Format format = Format.OPAQUE;
    private byte @Nullable [] preamble;
    private boolean firstJoinPoint;
    private boolean searching;
    private long searchedBytes;
    private long searchedSince;
    private long ingested;
    private @Nullable LiveEpoch epoch;

    /**
     * @param random where epoch ids come from; one must not come twice, here or on another daemon
     * @param clock nanoseconds that never fall
     */
    public Splice(String name, ChunkPool pool, RingLimit limit, LongSupplier random, LongSupplier clock) {
        this.writer = new RingWriter(pool, limit, clock);
        this.stream = new Stream(name, writer.ring(), clock);
        this.random = random;
        this.clock = clock;
    }

    /** What listeners see. */
    public Stream stream() {
        return stream;
    }

    @Override
    public void begin(Run run) {
        LiveEpoch current = epoch;
        if (current == null || current.end() != LiveEpoch.OPEN) {
            current = new LiveEpoch(new Epoch(random.getAsLong(), writer.written()));
        }
        format = run.format();
        preamble = null;
        firstJoinPoint = true;
        searching = format.hasJoinPoints() && writer.written() > current.epoch().base();
        searchedBytes = 0;
        searchedSince = clock.getAsLong();
        stream.continueWith(new Segment(writer.written(), format, run.finite()));
        stream.info(new StreamInfo(
                Optional.of(format),
                run.mediaType().orElse(format.mediaType()),
                stream.info().title()));
        epoch = current;
        stream.epoch(current);
        stream.ring().announce();
    }

    @Override
    public void onUnits(ByteBuf units) {
        ingested += units.readableBytes();
        if (searching && !searchedEnough(units.readableBytes())) {
            return;
        }
        byte[] before = preamble;
        if (before != null) {
            joinPoint(before);
            preamble = null;
        }
        writer.append(units, format.unitSize());
    }

    @Override
    public void onClock(long ticks, boolean discontinuity) {
        // The ring has no clock of its own: pacing has happened before this point.
    }

    @Override
    public void onJoinPoint(byte[] before) {
        preamble = before;
        if (searching) {
            searching = false;
            // Those who listen already need the tables of the new run, which they did not join at.
            writer.append(Unpooled.wrappedBuffer(before), format.unitSize());
        }
    }

    @Override
    public void onGarbage(int bytes) {
        ingested += bytes;
    }

    @Override
    public void flush() {
        writer.publish();
        stream.ingested(ingested);
    }

    @Override
    public boolean hasRoom() {
        return writer.hasRoom();
    }

    @Override
    public void whenRoom(Runnable action) {
        writer.whenRoom(action);
    }

    @Override
    public void end() {
        flush();
        if (epoch != null) {
            epoch.endAt(writer.written());
        }
        stream.ring().announce();
    }

    @Override
    public void clear() {
        writer.clear();
    }

    @Override
    public void title(String title) {
        stream.info(stream.info().titled(title));
    }

    /** Gives memory back if it is short, though nothing is being written. */
    public void relieve() {
        writer.relieve();
    }

    /** Ends the epoch and frees the ring. */
    @Override
    public void close() {
        end();
        writer.close();
    }

    /** The first one of a run is kept however soon it comes: those before it may be of another epoch or format. */
    private void joinPoint(byte[] before) {
        if (firstJoinPoint) {
            firstJoinPoint = false;
            writer.keepJoinPoint(before);
        } else {
            writer.joinPoint(before);
        }
    }

    private boolean searchedEnough(int bytes) {
        searchedBytes += bytes;
        searching = searchedBytes <= JOIN_SEARCH_BYTES && clock.getAsLong() - searchedSince <= JOIN_SEARCH_NANOS;
        return !searching;
    }
}
