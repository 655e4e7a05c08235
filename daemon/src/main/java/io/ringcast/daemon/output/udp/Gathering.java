package io.ringcast.daemon.output.udp;

import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Segment;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.container.Format;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where in a stream sending begins, and when enough of it has come for that. */
final class Gathering {

    /** How often it is asked while bytes come; a datagram is not sent before its time because of that. */
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Without a join point for so long a stream is sent from any packet on. */
    private static final long JOIN_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Stream stream;
    private final Pacing pacing;

    private boolean begun;
    private long since;
    private long joinSince;
    private boolean joinAwaited;

    /**
     * Where to begin.
     *
     * @param start ring offset, absent when there is none yet
     * @param epoch what it belongs to; only with a start
     * @param state what is to be said of it
     * @param again when it is worth asking again though nothing has come
     */
    record Place(@Nullable Long start, @Nullable LiveEpoch epoch, OutputState state, long again) {}

    Gathering(Stream stream, Pacing pacing) {
        this.stream = stream;
        this.pacing = pacing;
    }

    /**
     * Where to begin now.
     *
     * @param last the epoch that was sent before, if any
     * @param ended whether that was sent to its end, {@code offset}
     */
    Place place(@Nullable LiveEpoch last, boolean ended, long offset, long now) {
        Optional<Format> format = stream.info().format();
        Optional<LiveEpoch> epoch = stream.epoch();
        if (format.isEmpty() || epoch.isEmpty()) {
            return waiting("waits for the first bytes of " + stream.name(), Paced.NEVER);
        }
        if (!format.get().equals(Format.MPEG_TS)) {
            return new Place(null, null, new OutputState.Failed(notTs(format.get())), Paced.NEVER);
        }
        if (ended && epoch.get() == last) {
            return waiting(stream.name() + " has ended", Paced.NEVER);
        }
        if (ended && epoch.get().since() == offset && stream.ring().tail() <= offset) {
            return new Place(offset, epoch.get(), new OutputState.Waiting("gathers"), Paced.NEVER);
        }
        return atJoinPoint(now);
    }

    /** Where MPEG-TS that goes on at {@code offset} ends. */
    long end(long offset) {
        if (stream.epoch().isEmpty()) {
            return offset;
        }
        Segment segment = stream.segmentAt(offset);
        long end = stream.segmentEnd(offset);
        while (end != Long.MAX_VALUE && stream.segmentAt(end).format().equals(Format.MPEG_TS)) {
            end = stream.segmentEnd(end);
        }
        return segment.format().equals(Format.MPEG_TS) ? end : offset;
    }

    private Place atJoinPoint(long now) {
        if (!joinAwaited) {
            joinAwaited = true;
            joinSince = now;
        }
        Optional<Start> start = stream.startBehind(pacing.delayNanos());
        boolean patient = now - joinSince < JOIN_PATIENCE_NANOS;
        if (start.isEmpty() && !patient) {
            start = stream.startAtHead();
        }
        if (start.isEmpty() || !isTs(start.get().offset())) {
            return waiting(
                    "waits for the first join point of " + stream.name(), patient ? now + 10 * ASK_NANOS : Paced.NEVER);
        }
        joinAwaited = false;
        return new Place(start.get().offset(), start.get().epoch(), new OutputState.Waiting("gathers"), Paced.NEVER);
    }

    private boolean isTs(long offset) {
        return stream.segmentAt(offset).format().equals(Format.MPEG_TS);
    }

    private String notTs(Format format) {
        return stream.name() + " is " + format.name()
                + " (expected: MPEG-TS, which alone goes into datagrams; set filter =" + " \"mpegts\" for source "
                + stream.name() + ")";
    }

    private static Place waiting(String detail, long again) {
        return new Place(null, null, new OutputState.Waiting(detail), again);
    }

    /** Nothing has come yet. */
    void begin() {
        begun = false;
    }

    /** Whether the first byte came as long ago as the delay. */
    boolean waited(long bytes, long now) {
        if (bytes <= 0) {
            begun = false;
            return false;
        }
        if (!begun) {
            begun = true;
            since = now;
        }
        return now - since >= pacing.delayNanos();
    }

    /** When it is worth looking again. */
    long next(long bytes, long now) {
        if (bytes <= 0) {
            return Paced.NEVER;
        }
        // Behind the delay only the clock is missing.
        long left = since + pacing.delayNanos() - now;
        return now + (left > 0 ? Math.min(ASK_NANOS, left) : ASK_NANOS);
    }
}
