package io.ringcast.daemon.output.file;

import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.Segment;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.container.Format;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the next file begins: at the first join point that came when it was due, or with which the file is large enough; at any unit where
 * the format has no join points; and where another format, or another container of this one, begins. What counts is when bytes were
 * published, not when they are written: a slow disk moves no cut. Belongs to the event loop of its target.
 */
final class Cuts {

    /** Formats whose files begin with a header that must stand nowhere else. */
    private static final Set<Format> WITH_HEADER =
            Set.of(Format.MATROSKA, Format.WEBM, Format.FLV, Format.MP4, Format.FLAC, Format.WAV);

    static final byte[] NO_PREAMBLE = {};

    private final Stream stream;
    private final Ring ring;
    private final Optional<Alignment> every;
    private final OptionalLong size;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /** Of the file that is being written: where it began. */
    private long start = -1;

    private Format format = Format.OPAQUE;
    private long preambleBytes;
    private Instant due = Instant.MAX;

    /**
     * The beginning of a file.
     *
     * @param offset ring offset of its first byte
     * @param time when that was published
     * @param preamble bytes that go before it, possibly none; nobody changes the array
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Cut(long offset, Instant time, byte[] preamble) {}

    /**
     * @param every how long files are
     * @param size how large, bytes
     * @param nanos the ring's clock
     */
    Cuts(Stream stream, Optional<Alignment> every, OptionalLong size, InstantSource clock, LongSupplier nanos) {
        this.stream = stream;
        this.ring = stream.ring();
        this.every = every;
        this.size = size;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** A file begins there, whatever {@link #next} would say. */
    Cut first(long offset, byte[] preamble) {
        JoinPoint join = ring.joinPointAtOrBefore(offset);
        return begun(
                join != null && join.offset() == offset
                        ? new Cut(offset, time(join.nanos()), preamble)
                        : new Cut(offset, published(offset), preamble));
    }

    /**
     * The first cut within bytes from {@code from} to {@code end}, at its first one at the earliest; that is where the file begins from now
     * on.
     */
    Optional<Cut> next(long from, long end) {
        Segment segment = stream.segmentAt(from);
        long low = Math.max(from, start + 1);
        long other = otherFormat(low, end);
        Cut cut = segment.format().hasJoinPoints()
                ? join(segment, low, Math.min(end, other))
                : unit(segment, low, Math.min(end, other));
        if (cut == null && other < end) {
            cut = at(other);
        }
        return Optional.ofNullable(cut).map(this::begun);
    }

    /**
     * Where what was written up to {@code written} goes on, so that nothing is missing: at the last join point before, if bytes from
     * {@code from} on are there.
     */
    Optional<Cut> again(long from, long written) {
        if (written < from) {
            return Optional.empty();
        }
        if (!stream.segmentAt(written).format().hasJoinPoints()) {
            long unit = stream.unitEndAtOrBefore(Math.min(written, ring.head()), from);
            return Optional.of(new Cut(unit, published(unit), NO_PREAMBLE));
        }
        JoinPoint join = ring.joinPointAtOrBefore(written);
        return Optional.ofNullable(join)
                .filter(point -> point.offset() >= from)
                .map(point -> new Cut(point.offset(), time(point.nanos()), point.preamble()));
    }

    /** {@code cut} is where the file begins from now on. */
    Cut begun(Cut cut) {
        start = cut.offset();
        format = stream.segmentAt(start).format();
        preambleBytes = cut.preamble().length;
        due = every.map(alignment -> alignment.next(cut.time())).orElse(Instant.MAX);
        return cut;
    }

    /** A file that begins at {@code offset}, which may be a join point. */
    private Cut at(long offset) {
        JoinPoint join = ring.joinPointAtOrBefore(offset);
        return join != null && join.offset() == offset
                ? new Cut(offset, time(join.nanos()), join.preamble())
                : new Cut(offset, published(offset), NO_PREAMBLE);
    }

    private @Nullable Cut join(Segment segment, long low, long high) {
        JoinPoint join = ring.joinPointAtOrAfter(low);
        while (join != null && join.offset() < high) {
            Instant time = time(join.nanos());
            boolean another = WITH_HEADER.contains(segment.format()) && join.preamble().length == 0;
            if (another || isLargeAt(join.offset()) || !time.isBefore(due)) {
                return new Cut(join.offset(), time, join.preamble());
            }
            join = ring.joinPointAtOrAfter(join.offset() + 1);
        }
        return null;
    }

    private @Nullable Cut unit(Segment segment, long low, long high) {
        if (low >= high) {
            return null;
        }
        Instant time = published(low);
        long from = time.isBefore(due) ? high : low;
        if (size.isPresent()) {
            from = Math.min(from, Math.max(low, start + size.getAsLong() - preambleBytes));
        }
        // The first end of a unit behind the byte before, which is where it is due or behind it.
        long at = from >= high ? high : stream.unitEndBehind(Math.max(segment.start(), from - 1), high);
        return at < high ? new Cut(at, published(at), NO_PREAMBLE) : null;
    }

    private boolean isLargeAt(long offset) {
        return size.isPresent() && offset - start + preambleBytes >= size.getAsLong();
    }

    /** Where bytes of another format begin; {@code end} when all are of that of the file. */
    private long otherFormat(long low, long end) {
        long at = low;
        while (at < end && stream.segmentAt(at).format().equals(format)) {
            at = stream.segmentEnd(at);
        }
        return Math.min(at, end);
    }

    private Instant published(long offset) {
        return time(ring.publishedNanos(offset, nanos.getAsLong()));
    }

    private Instant time(long published) {
        return clock.instant().minusNanos(nanos.getAsLong() - published);
    }
}
