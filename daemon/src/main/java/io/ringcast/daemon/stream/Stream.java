package io.ringcast.daemon.stream;

import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.protocol.container.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A source as its listeners see it: a ring, what its bytes are, and where one can start. Everything here is a snapshot behind a volatile
 * field, readable from any thread; only {@link Splice} changes it, on the source's event loop.
 */
public final class Stream {

    private static final long RATE_NANOS = 2_000_000_000L;

    private final String name;
    private final Ring ring;
    private final LongSupplier clock;

    private volatile StreamInfo info = StreamInfo.NOTHING;
    private volatile @Nullable LiveEpoch epoch;
    private volatile LiveEpoch previous = LiveEpoch.beforeAll();
    private volatile List<Segment> segments = List.of();
    private volatile List<String> via = List.of();
    private volatile long ingestBytes;
    private volatile @Nullable Demand demand;

    /** The ended epoch that is nothing for listeners any more, since one has come for whom the source starts again. */
    private volatile @Nullable LiveEpoch over;

    /** @param clock the ring's clock, nanoseconds */
    Stream(String name, Ring ring, LongSupplier clock) {
        this.name = name;
        this.ring = ring;
        this.clock = clock;
    }

    /** Name of the source. */
    public String name() {
        return name;
    }

    /** Its bytes. */
    public Ring ring() {
        return ring;
    }

    /** What they are. */
    public StreamInfo info() {
        return info;
    }

    /** The epoch of the newest byte, empty before the first run. */
    public Optional<LiveEpoch> epoch() {
        return Optional.ofNullable(epoch);
    }

    /** The ended epoch whose {@link LiveEpoch#successor() successor} is that of the newest byte, or will be the first one. */
    public LiveEpoch previous() {
        return previous;
    }

    /** The relays that its bytes come through now, the farthest first. */
    public List<String> via() {
        return via;
    }

    /** Bytes that came in since the daemon started, including those of a run's beginning that no decoder could use. */
    public long ingestBytes() {
        return ingestBytes;
    }

    /** Age of the oldest byte held, seconds. */
    public double heldSeconds() {
        long now = clock.getAsLong();
        return (now - ring.publishedNanos(ring.tail(), now)) / 1e9;
    }

    /** How long ago the byte at {@code offset} was published, nanoseconds; 0 for what is still to come. */
    public long ageNanos(long offset) {
        long now = clock.getAsLong();
        // The writer, on another thread, may have published the byte since we looked at the clock.
        return Math.max(0, now - ring.publishedNanos(offset, now));
    }

    /** Bytes that came in a second, over the last two seconds; 0 when there are too few to tell. */
    public long bytesPerSecond() {
        long now = clock.getAsLong();
        long from = ring.offsetAtOrBefore(now - RATE_NANOS);
        long over = now - ring.publishedNanos(from, now);
        return over < RATE_NANOS / 4 ? 0 : (long) ((ring.head() - from) * 1e9 / over);
    }

    /** The epoch with this entity tag, if the ring may hold bytes of it. */
    public Optional<LiveEpoch> epochOf(String entityTag) {
        LiveEpoch now = epoch;
        if (now == null) {
            return Optional.empty();
        }
        LiveEpoch oldest = now.at(ring.tail());
        return now.epoch().entityTag().equals(entityTag)
                ? Optional.of(now)
                : Optional.of(oldest).filter(known -> known.epoch().entityTag().equals(entityTag));
    }

    /** The segment that {@code offset} lies in; the oldest known one for what is older. Only after the first run has begun. */
    public Segment segmentAt(long offset) {
        List<Segment> now = segments;
        for (int i = now.size() - 1; i > 0; i--) {
            if (now.get(i).start() <= offset) {
                return now.get(i);
            }
        }
        return now.get(0);
    }

    /** Where the segment that {@code offset} lies in ends, {@link Long#MAX_VALUE} for the newest one. */
    public long segmentEnd(long offset) {
        List<Segment> now = segments;
        for (Segment segment : now) {
            if (segment.start() > offset) {
                return segment.start();
            }
        }
        return Long.MAX_VALUE;
    }

    /** The last unit boundary at or before {@code to} that is known; {@code from}, in the same segment, when none is known behind that. */
    public long unitEndAtOrBefore(long to, long from) {
        Segment segment = segmentAt(from);
        return segment.format().isVariable() ? ring.unitEndAtOrBefore(to, from) : Math.max(from, segment.floor(to));
    }

    /** The first unit boundary behind {@code from} that is known, at most {@code limit}. */
    public long unitEndBehind(long from, long limit) {
        Segment segment = segmentAt(from);
        return segment.format().isVariable()
                ? ring.unitEndBehind(from, limit)
                : Math.min(limit, segment.floor(from) + segment.format().unitSize());
    }

    /** Says who makes the source run when somebody listens; none for a source that always runs. */
    public void demandedBy(Demand listener) {
        demand = listener;
    }

    /** Whether the source starts with its first listener. */
    public boolean onDemand() {
        return demand != null;
    }

    /** Somebody listens from now on until {@link #leave()}. */
    public void arrive() {
        Demand now = demand;
        if (now != null) {
            LiveEpoch last = epoch;
            if (last != null && last.end() != LiveEpoch.OPEN) {
                over = last;
            }
            now.onArrived();
        }
    }

    /** Somebody who listened has gone. */
    public void leave() {
        Demand now = demand;
        if (now != null) {
            now.onLeft();
        }
    }

    /** The newest start that is at least {@code nanos} old; the oldest one when all are younger. */
    public Optional<Start> startBehind(long nanos) {
        return start(ring.offsetAtOrBefore(clock.getAsLong() - nanos));
    }

    /** The newest start that is at least {@code bytes} behind the head; the oldest one when the ring holds less. */
    public Optional<Start> startBehindBytes(long bytes) {
        return start(ring.head() - bytes);
    }

    /** The newest start there is: the newest join point, or the head where the format has none. */
    public Optional<Start> startNewest() {
        return start(ring.head());
    }

    /** The oldest start there is. */
    public Optional<Start> startOldest() {
        return start(0);
    }

    /** The oldest start at or behind {@code offset}; empty when there is none up to the head. */
    public Optional<Start> startAtOrAfter(long offset) {
        LiveEpoch now = playable();
        if (now == null) {
            return Optional.empty();
        }
        long low = Math.max(offset, Math.max(ring.tail(), now.epoch().base()));
        if (!segmentAt(low).format().hasJoinPoints()) {
            return start(low);
        }
        JoinPoint join = ring.joinPointAtOrAfter(low);
        return Optional.ofNullable(join).map(point -> new Start(point.offset(), point.preamble(), now));
    }

    /** The head itself, with the newest preamble: what comes next, decodable or not. */
    public Optional<Start> startAtHead() {
        LiveEpoch now = playable();
        if (now == null) {
            return Optional.empty();
        }
        long head = ring.head();
        // What is before this segment or epoch is of no use to a decoder of what comes.
        long low = Math.max(now.since(), segmentAt(head).start());
        if (head > low && info.beginningOnly().isPresent()) {
            return start(low);
        }
        JoinPoint newest = ring.joinPointAtOrBefore(head);
        byte[] preamble = newest != null && newest.offset() >= low ? newest.preamble() : Start.NO_PREAMBLE;
        return Optional.of(new Start(head, preamble, now.at(head)));
    }

    /** Why nobody who comes now can ever start; empty while there is a start, or one may come. */
    public Optional<String> outOfReach() {
        Optional<String> why = info.beginningOnly();
        if (why.isEmpty() || playable() == null || startOldest().isPresent()) {
            return Optional.empty();
        }
        return segmentAt(ring.head()).start() < ring.tail() ? why : Optional.empty();
    }

    private Optional<Start> start(long wanted) {
        LiveEpoch now = playable();
        if (now == null) {
            return Optional.empty();
        }
        long low = Math.max(ring.tail(), now.since());
        long head = ring.head();
        if (head <= low && now.end() == LiveEpoch.OPEN) {
            return Optional.empty();
        }
        long target = Math.max(low, Math.min(wanted, head));
        Segment segment = segmentAt(target);
        if (!segment.format().hasJoinPoints()) {
            long offset = Math.max(low, segment.floor(target));
            return Optional.of(new Start(offset, Start.NO_PREAMBLE, now.at(offset)));
        }
        JoinPoint join = ring.joinPointAtOrBefore(target);
        if (join == null || join.offset() < low) {
            join = ring.joinPointAtOrAfter(low);
        }
        return Optional.ofNullable(join)
                .map(point -> new Start(point.offset(), point.preamble(), now.at(point.offset())));
    }

    /**
     * The epoch that somebody would play. One that has ended is still for those who waited for it: a short item may end before they have had
     * their turn.
     */
    private @Nullable LiveEpoch playable() {
        LiveEpoch now = epoch;
        return now == over ? null : now;
    }

    void info(StreamInfo now) {
        info = now;
    }

    void via(List<String> relays) {
        via = relays;
    }

    /** @param goesOn whether it follows the newest one without a break; else that one has ended */
    void epoch(LiveEpoch now, boolean goesOn) {
        LiveEpoch last = epoch;
        LiveEpoch ended = goesOn || last == null ? previous : last;
        // The newest one, not the first of those that go on: what lies between is not kept for years.
        ended.succeededBy(now);
        previous = ended;
        epoch = now;
    }

    /**
     * Adds a segment unless the newest one goes on; forgets those without a byte and those before the tail. Units are whole, so the phase
     * is the same when the format is.
     */
    void continueWith(Segment next) {
        List<Segment> now = segments;
        int end = now.size();
        while (end > 0 && now.get(end - 1).start() == next.start()) {
            end--;
        }
        long tail = ring.tail();
        int keep = 0;
        while (keep + 1 < end && now.get(keep + 1).start() <= tail) {
            keep++;
        }
        List<Segment> grown = new ArrayList<>(now.subList(keep, end));
        if (grown.isEmpty() || !grown.get(grown.size() - 1).goesOnAs(next)) {
            grown.add(next);
        }
        segments = List.copyOf(grown);
    }

    void ingested(long bytes) {
        ingestBytes = bytes;
    }

    @Override
    public String toString() {
        return "Stream[" + name + ", " + info.format().map(Format::name).orElse("no bytes yet") + "]";
    }
}
