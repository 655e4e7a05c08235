package io.ringcast.daemon.output.hls;

import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Segment;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what lies in a ring into segments at its join points, when somebody asks.
 *
 * <pre>
 *   ring        │      ◆     ◆     ◆     ◆     ◆     ◆     ◆     ◆     ◆    │
 *            tail      │open at first     │           │           │ open    head
 *   segments           ├──── 7 ───────────┼──── 8 ────┼──── 9 ────┤
 * </pre>
 *
 * <p>A segment ends with the first join point at which it is long enough, or with an earlier one if the next could come too late for the target
 * duration. That one is chosen once, when the first segments are cut: the configured length, or the longest distance of two join points that the
 * ring holds and that did not come in a burst. It never changes (RFC 8216, 6.2.1); where a join point comes too late for it, the segment ends in
 * the middle, which is said in the log. Where another run begins, so does a segment, behind a discontinuity.
 *
 * <p>Nothing is done while nobody asks: what came meanwhile is cut when somebody does, as far as the ring holds it. Belongs to one event loop.
 */
final class Segmenter {

    private static final Logger log = LoggerFactory.getLogger(Segmenter.class);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What rounding forgives: EXTINF, rounded, must not be above the target duration (RFC 8216, 4.3.3.1). */
    private static final long ROUNDING = TimeUnit.MILLISECONDS.toNanos(499);

    /** By how much the moment of a segment may differ from when it came in before it is set anew. */
    private static final long DRIFT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Stream stream;
    private final Ring ring;
    private final long segmentNanos;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final SegmentIndex index;

    /** Seconds; 0 until the first segment is cut. */
    private long target;

    /** How far away the next join point may be: the longest distance lately, which is forgotten slowly. */
    private long expectedNanos;

    private long discontinuities;
    private long cuts;
    private boolean jumped;
    private boolean ended;

    /** Where the segment that is still growing begins. */
    private @Nullable JoinPoint open;

    private boolean openIsJoin;

    /** The newest join point that was looked at. */
    private @Nullable JoinPoint seen;

    /** Where to look for the next beginning. */
    private long from;

    private @Nullable LiveEpoch epoch;

    /**
     * @param segmentNanos how long segments are at least
     * @param nanos the ring's clock
     * @param wall the time of day
     */
    Segmenter(Stream stream, long segmentNanos, LongSupplier nanos, InstantSource wall, SegmentIndex index) {
        this.stream = stream;
        this.ring = stream.ring();
        this.segmentNanos = segmentNanos;
        this.nanos = nanos;
        this.wall = wall;
        this.index = index;
    }

    /** No segment is longer, rounded, in seconds; 0 while there is none. */
    long targetSeconds() {
        return target;
    }

    /** Whether the source has delivered its last byte, and all of it is in segments. */
    boolean isEnded() {
        return ended;
    }

    /** Segments that were ended where no decoder can start. */
    long cuts() {
        return cuts;
    }

    /** Cuts what has come since the last time. */
    void update() {
        Optional<LiveEpoch> now = stream.epoch();
        if (now.isEmpty()) {
            return;
        }
        index.evict(ring.tail());
        if (epoch != now.get()) {
            beginEpoch(now.get());
        }
        if (target == 0 && !chooseTarget()) {
            return;
        }
        JoinPoint begun = open;
        if (begun != null && begun.offset() < ring.tail()) {
            // Nobody asked for so long that the ring has passed it.
            breakOff(ring.tail());
        }
        for (JoinPoint join = next(); join != null; join = next()) {
            onJoin(join);
        }
        cutWhatIsLate();
        endEpoch(now.get());
    }

    private void beginEpoch(LiveEpoch now) {
        if (epoch != null) {
            finishAt(epoch.end());
            breakOff(now.epoch().base());
        } else {
            from = now.epoch().base();
        }
        epoch = now;
        ended = false;
    }

    private void endEpoch(LiveEpoch now) {
        if (now.end() != LiveEpoch.OPEN && !ended) {
            finishAt(now.end());
            open = null;
            ended = true;
        }
    }

    /** The segment that grows has got its last byte. */
    private void finishAt(long end) {
        JoinPoint begun = open;
        if (begun != null && end > begun.offset() && begun.offset() >= ring.tail()) {
            long published = nanos.getAsLong() - stream.ageNanos(end - 1);
            long length = Math.min(limit(), Math.max(SECOND / 100, published - begun.nanos()));
            close(MediaClock.behind(begun, length, end), length);
        }
    }

    /** What comes does not go on where the last segment ended. */
    private void breakOff(long offset) {
        open = null;
        seen = null;
        jumped = true;
        from = offset;
    }

    /** The next join point that was not looked at yet. */
    private @Nullable JoinPoint next() {
        JoinPoint last = seen;
        return ring.joinPointAtOrAfter(last == null ? from : last.offset() + 1);
    }

    /**
     * Chooses the target duration as soon as two join points tell how far apart they are. Of what came much faster than it plays (what a server
     * has ready for whoever comes, the first seconds of a test signal) the ring keeps few join points: these tell nothing of the stream.
     */
    private boolean chooseTarget() {
        JoinPoint before = null;
        JoinPoint behindBurst = null;
        long longest = 0;
        long burst = 0;
        boolean known = false;
        for (JoinPoint join = next(); join != null; join = ring.joinPointAtOrAfter(join.offset() + 1)) {
            if (before != null && !join.begins()) {
                long distance = MediaClock.nanosBetween(before, join);
                if (cameInABurst(before, join, distance)) {
                    burst = Math.max(burst, distance);
                    behindBurst = join;
                } else {
                    longest = Math.max(longest, distance);
                    known = true;
                }
            }
            before = join;
        }
        boolean over = stream.epoch().map(LiveEpoch::end).orElse(LiveEpoch.OPEN) != LiveEpoch.OPEN;
        if (!known && !over) {
            return false;
        }
        expectedNanos = known ? longest : burst;
        long needed = Math.max(segmentNanos, expectedNanos);
        target = Math.max(1, (needed + SECOND - ROUNDING - 1) / SECOND);
        if (behindBurst != null && burst > limit()) {
            // No segment could hold it.
            from = behindBurst.offset();
        }
        return true;
    }

    /** Whether what lies between the two came in less than two thirds of the time that it plays. */
    private static boolean cameInABurst(JoinPoint before, JoinPoint join, long distance) {
        return 3 * (join.nanos() - before.nanos()) < 2 * distance;
    }

    private void onJoin(JoinPoint join) {
        JoinPoint before = seen;
        seen = join;
        JoinPoint begun = open;
        Packing packing = packing(join);
        if (packing == null || !packing.canBegin(join)) {
            if (begun != null) {
                closeAt(join);
            }
            open = null;
            jumped = true;
            return;
        }
        if (begun == null || before == null) {
            open(join, true);
            return;
        }
        boolean other = join.begins() || !packing.equals(packing(begun));
        if (!other) {
            expectedNanos = Math.max(expectedNanos - expectedNanos / 8, MediaClock.nanosBetween(before, join));
        }
        long length = MediaClock.nanosBetween(begun, join);
        if (!other && length > limit()) {
            cutBefore(join);
            begun = open == null ? join : open;
            length = MediaClock.nanosBetween(begun, join);
        }
        if (other) {
            closeAt(join);
            jumped = true;
            open(join, true);
        } else if (length >= segmentNanos || length + Math.min(expectedNanos, target * SECOND) > limit()) {
            close(join, length);
            open(join, true);
        }
    }

    /** The next join point has not come although the segment is as long as it may be. */
    private void cutWhatIsLate() {
        JoinPoint begun = open;
        while (target > 0 && begun != null && nanos.getAsLong() - begun.nanos() > limit() + SECOND) {
            if (!cutAt(begun, ring.head())) {
                return;
            }
            begun = open;
        }
    }

    /** The join point came too late: ends segments in front of it, so that none is too long. */
    private void cutBefore(JoinPoint join) {
        for (JoinPoint begun = open; begun != null && MediaClock.nanosBetween(begun, join) > limit(); begun = open) {
            if (!cutAt(begun, join.offset())) {
                return;
            }
        }
    }

    /** Ends the segment that grows after the target duration, before {@code end}. Returns false when there is no place. */
    private boolean cutAt(JoinPoint begun, long end) {
        long length = target * SECOND;
        long offset = stream.unitEndAtOrBefore(ring.offsetAtOrBefore(begun.nanos() + length), begun.offset());
        if (offset <= begun.offset() || offset >= end) {
            return false;
        }
        if (cuts++ == 0) {
            log.warn(
                    "source={} event=hls-segment-cut target={}s detail=\"no join point within the target duration, which cannot"
                            + " change: such segments end in the middle (expected: a keyframe at least every {} s)\"",
                    stream.name(),
                    target,
                    target);
        }
        JoinPoint cut = MediaClock.behind(begun, length, offset);
        close(cut, length);
        open(cut, false);
        return true;
    }

    private void open(JoinPoint join, boolean isJoin) {
        open = join;
        openIsJoin = isJoin;
    }

    /** Ends the segment that grows where it has to end, however long it is. */
    private void closeAt(JoinPoint end) {
        JoinPoint begun = open;
        if (begun != null && end.offset() > begun.offset()) {
            // The clock behind a break is another one.
            close(end, Math.min(limit(), Math.max(SECOND / 100, end.nanos() - begun.nanos())));
        }
    }

    private void close(JoinPoint end, long length) {
        JoinPoint begun = open;
        Packing packing = begun == null ? null : packing(begun);
        if (begun == null || packing == null) {
            return;
        }
        Optional<MediaSegment> before = index.newest();
        boolean discontinuity = jumped && index.hasBegun();
        jumped = false;
        discontinuities += discontinuity ? 1 : 0;
        boolean sameMap = !discontinuity
                && before.isPresent()
                && Arrays.equals(before.get().begin().preamble(), begun.preamble());
        index.add(new MediaSegment(
                index.next(),
                packing,
                begun,
                end.offset(),
                length,
                discontinuities,
                discontinuity,
                openIsJoin,
                moment(begun, before, discontinuity),
                stream.info().title(),
                sameMap ? before.get().map() : index.next()));
        open = null;
    }

    /** By the clock of the media from segment to segment, so that players see no jumps, and set anew when that has run away. */
    private Instant moment(JoinPoint begun, Optional<MediaSegment> before, boolean discontinuity) {
        Instant came = wall.instant().minusNanos(nanos.getAsLong() - begun.nanos());
        if (discontinuity || before.isEmpty()) {
            return came;
        }
        Instant continued = before.get().moment().plusNanos(before.get().durationNanos());
        long drift = Duration.between(continued, came).toNanos();
        return Math.abs(drift) > DRIFT_NANOS ? came : continued;
    }

    private long limit() {
        return target * SECOND + ROUNDING;
    }

    private @Nullable Packing packing(JoinPoint join) {
        Segment segment = stream.segmentAt(join.offset());
        return Packing.of(segment.format()).orElse(null);
    }
}
