package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.ring.RingWriter;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.live.Epoch;
import io.ringcast.protocol.live.LivePlace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins one run of bytes to the next and writes the ring: what listeners get continues at a unit boundary and, where the format has join
 * points, at one of them; in MPEG-TS on one timeline ({@link TsRuns}, {@link UnitRuns}).
 *
 * <pre>
 *   run 1 ─────────────────┤ broken        run 2: ─ ─ ─ ─◆──────────────────────
 *                          │                      dropped │
 *   ring  ─────────────────┼[preamble]────────────────────┘ nothing of run 1 is taken back
 * </pre>
 *
 * <p>The first run of a relay brings its origin's epoch and offsets with it; they are kept until a byte comes that is not the origin's next
 * one, where an own epoch begins ({@link LiveEpoch}).
 *
 * <p>Owned by the source's event loop. Buffers are borrowed for the call and copied once, into the ring.
 */
public final class Splice implements StreamWriter, AutoCloseable {

    private final RingWriter writer;
    private final RunWriter out;
    private final Stream stream;
    private final LongSupplier random;
    private final LongSupplier clock;
    private final long capacity;

    /** The runs that are not MPEG-TS. */
    private final UnitRuns others;

    private Format format = Format.OPAQUE;
    private byte @Nullable [] preamble;
    private long ingested;
    private @Nullable LiveEpoch epoch;

    /** The runs of MPEG-TS of this epoch; null before the first one. */
    private @Nullable TsRuns transport;

    /**
     * @param random where epoch ids come from; one must not come twice, here or on another daemon
     * @param clock nanoseconds that never fall
     */
    public Splice(String name, ChunkPool pool, RingLimit limit, LongSupplier random, LongSupplier clock) {
        this.writer = new RingWriter(pool, limit, clock);
        this.stream = new Stream(name, writer.ring(), clock);
        this.out = new RunWriter(writer);
        this.random = random;
        this.clock = clock;
        this.capacity = limit.bytes();
        this.others = new UnitRuns(out, clock);
    }

    /** What listeners see. */
    public Stream stream() {
        return stream;
    }

    @Override
    public void begin(Run run) {
        finishRun();
        LiveEpoch last = epoch;
        boolean over = last == null || last.end() != LiveEpoch.OPEN;
        boolean behindOthers = last != null && !over && writer.written() > last.since();
        if (over) {
            transport = null;
        }
        if (over || !behindOthers) {
            startEpoch(over ? null : last, run.provenance().place());
        } else {
            leaveOrigin();
            changeWay(run.provenance().via());
        }
        stream.via(run.provenance().via());
        writer.breakOff();
        format = run.format();
        out.begin(format);
        preamble = null;
        if (isTransport()) {
            others.pass();
            beginTransport(behindOthers, run.repeats());
        } else {
            others.begin(format, behindOthers, run.repeats());
        }
        stream.continueWith(new Segment(writer.written(), format, run.finite()));
        stream.info(new StreamInfo(
                Optional.of(format),
                run.mediaType().orElse(format.mediaType()),
                stream.info().title(),
                Optional.empty()));
        stream.ring().announce();
    }

    @Override
    public void onUnits(ByteBuf units) {
        write(units, true);
    }

    @Override
    public void onPart(ByteBuf part) {
        write(part, false);
    }

    @Override
    public void onRemark(String remark) {
        // For people: said where the bytes came in.
    }

    @Override
    public void onClock(long ticks, boolean discontinuity) {
        others.onClock(ticks);
    }

    @Override
    public void onJoinPoint(byte[] before) {
        preamble = before;
    }

    @Override
    public void onBeginningOnly(String why) {
        stream.info(stream.info().beginningOnly(why));
    }

    @Override
    public void onGarbage(int bytes) {
        ingested += bytes;
        // A byte that the origin counts is missing here.
        leaveOrigin();
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
    public long capacity() {
        return capacity;
    }

    @Override
    public void end() {
        finishRun();
        writer.breakOff();
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

    /** Offset behind what has come whole so far. */
    public long shown() {
        return writer.shown();
    }

    /**
     * Gives up what came before {@code to} while the source goes on: who has passed it notices nothing, and who has not is lapped.
     *
     * @param to what {@link #shown()} was once; those who keep up pass it a moment later, not at once
     * @return bytes that nobody can come to any more
     */
    public long forget(long to) {
        long forgotten = writer.forget(to);
        stream.ring().announce();
        return forgotten;
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

    /** An epoch in which nobody has heard a byte yet: the origin's, if the first byte to come has a place there. */
    private void startEpoch(@Nullable LiveEpoch last, Optional<LivePlace> place) {
        long written = writer.written();
        OptionalLong id = place.isPresent() ? Epoch.idOf(place.get().entityTag()) : OptionalLong.empty();
        if (id.isPresent()) {
            follow(last, new Epoch(id.getAsLong(), written - place.orElseThrow().offset()), true);
        } else if (last == null || last.isAdopted()) {
            follow(last, new Epoch(random.getAsLong(), written), false);
        }
    }

    /** What comes is not what the origin counts: if its epoch was adopted, an own one goes on from here. */
    private void leaveOrigin() {
        LiveEpoch last = epoch;
        if (last != null && last.isAdopted() && last.end() == LiveEpoch.OPEN) {
            follow(last, new Epoch(random.getAsLong(), writer.written()), false);
        }
    }

    /** Relays that listen come again, so that they see whether their own bytes would come back to them. */
    private void changeWay(List<String> via) {
        LiveEpoch last = epoch;
        if (last != null && !via.equals(stream.via())) {
            follow(last, last.again(writer.written()));
        }
    }

    private void follow(@Nullable LiveEpoch last, Epoch identity, boolean adopted) {
        follow(last, new LiveEpoch(identity, writer.written(), adopted, last));
    }

    private void follow(@Nullable LiveEpoch last, LiveEpoch next) {
        epoch = next;
        stream.epoch(next, last != null);
        if (last != null) {
            last.goesOnAs(next);
        }
    }

    /** {@code ends}: a unit ends with them. */
    private void write(ByteBuf bytes, boolean ends) {
        ingested += bytes.readableBytes();
        byte[] before = preamble;
        preamble = null;
        if (transport != null && isTransport()) {
            transport.onUnits(bytes, before);
        } else {
            others.onUnits(bytes, before, ends);
        }
    }

    private boolean isTransport() {
        return format.equals(Format.MPEG_TS);
    }

    private void beginTransport(boolean behindOthers, boolean repeats) {
        if (transport == null) {
            transport = new TsRuns(out, clock);
        }
        transport.begin(behindOthers, repeats);
    }

    /** What the run before still holds back belongs to it. */
    private void finishRun() {
        if (transport != null && isTransport()) {
            transport.finish();
        }
        others.finish();
    }
}
