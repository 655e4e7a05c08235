package io.ringcast.daemon.source.hls;

import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SegmentTally.Result;
import io.ringcast.protocol.playlist.HlsMap;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsSegment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which segment comes next, whatever becomes of the playlist.
 *
 * <pre>
 *   VOD:   ▶ 0 ── 1 ── 2 ── … ── n  ENDLIST
 *   live:          [ k ── … ── n-2 ── n-1 ── n ]        begins three target durations before the end
 *                              ▶ ┄┄┄┄┄┄┄┄┄┄┄┄┄┄►  next  (in it: goes on; before it: some were missed, begins anew)
 * </pre>
 *
 * <p>Holds no resources. Belongs to the source's event loop.
 */
final class SegmentPlan {

    private static final Logger log = LoggerFactory.getLogger(SegmentPlan.class);

    /** RFC 8216, 6.3.3: a client should not begin nearer than this to the end of a live playlist. */
    private static final int BEHIND_THE_END = 3;

    /** So often an older playlist may come from a server that lags, before it is believed to have begun again. */
    private static final int MAX_OLDER = 3;

    /** A segment whose turn has come; {@code joins} when it does not continue what came before it. */
    record Next(HlsSegment segment, boolean joins) {}

    private final SegmentTally tally;

    private @Nullable HlsMedia playlist;
    private long next;
    private boolean joins = true;
    private int older;
    private Optional<HlsMap> map = Optional.empty();

    SegmentPlan(SegmentTally tally) {
        this.tally = tally;
    }

    /** Takes the playlist as it is now; whether anything of it is new. */
    boolean update(HlsMedia now) {
        HlsMedia before = playlist;
        if (before == null) {
            playlist = now;
            next = begin(now);
            return true;
        }
        if (now.endSequence() < before.endSequence() && !beganAgain(before, now)) {
            return false;
        }
        boolean changed = now.endSequence() != before.endSequence()
                || now.mediaSequence() != before.mediaSequence()
                || now.ended() != before.ended();
        playlist = now;
        older = 0;
        if (now.endSequence() < before.endSequence()) {
            log.warn(
                    "event=hls-restarted detail=\"segments up to {} came, then the playlist ended at {} (expected: numbers that"
                            + " rise)\"",
                    before.endSequence() - 1,
                    now.endSequence() - 1);
            tally.count(Result.RESTART);
            cut();
            next = begin(now);
        } else if (next < now.mediaSequence()) {
            // RFC 8216, 6.3.5: what is gone is gone; as far behind as at the beginning there is time for what comes.
            long from = Math.max(now.mediaSequence(), begin(now));
            log.warn(
                    "event=hls-missed segments={} first={} detail=\"they left the playlist before their turn came\"",
                    from - next,
                    next);
            tally.count(Result.MISSED, from - next);
            cut();
            next = from;
        }
        return changed;
    }

    /** Takes the segment whose turn it is; null when it is not there yet, or there will be none any more. */
    @Nullable
    Next poll() {
        HlsMedia now = playlist;
        while (now != null && next < now.endSequence()) {
            HlsSegment segment = now.segment(next);
            next++;
            if (segment.discontinuity()) {
                tally.count(Result.DISCONTINUITY);
                cut();
            }
            if (segment.gap()) {
                tally.count(Result.GAP);
                cut();
                continue;
            }
            if (!segment.map().equals(map)) {
                cut();
            }
            map = segment.map();
            Next taken = new Next(segment, joins);
            joins = false;
            return taken;
        }
        return null;
    }

    /** What was taken last was not begun and will be taken again. */
    void putBack(Next taken) {
        next = taken.segment().sequence();
        joins = taken.joins();
    }

    /** What comes next does not continue what came before. */
    void cut() {
        joins = true;
    }

    /** Whether there is a playlist. */
    boolean begun() {
        return playlist != null;
    }

    /** Whether no segment is left, and none will be added. */
    boolean done() {
        HlsMedia now = playlist;
        return now != null && now.ended() && next >= now.endSequence();
    }

    /** The playlist as it was last; there must be one. */
    HlsMedia playlist() {
        HlsMedia now = playlist;
        if (now == null) {
            throw new IllegalStateException("no playlist yet");
        }
        return now;
    }

    /** Number of the segment to begin with: the first, in a live playlist the last that is far enough from the end. */
    private static long begin(HlsMedia playlist) {
        if (playlist.ended()) {
            return playlist.mediaSequence();
        }
        Duration wanted = playlist.targetDuration().multipliedBy(BEHIND_THE_END);
        Duration behind = Duration.ZERO;
        long sequence = playlist.endSequence();
        while (sequence > playlist.mediaSequence() && behind.compareTo(wanted) < 0) {
            sequence--;
            behind = behind.plus(playlist.segment(sequence).duration());
        }
        return sequence;
    }

    /**
     * The playlist ends before where it ended: either one of several servers lags behind, or the numbers have begun again. In the latter
     * case the same numbers stand for something else.
     */
    private boolean beganAgain(HlsMedia before, HlsMedia now) {
        long first = Math.max(before.mediaSequence(), now.mediaSequence());
        boolean overlaps = first < now.endSequence();
        boolean same = overlaps && name(before.segment(first)).equals(name(now.segment(first)));
        older++;
        return !same && (overlaps || older > MAX_OLDER);
    }

    /** A reference without its directory and query, which servers change as they like. */
    private static String name(HlsSegment segment) {
        String path = segment.reference().split("[?#]", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
