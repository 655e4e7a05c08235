package io.ringcast.daemon.output.hls;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The segments of one source that its ring holds still, oldest first. Numbers only rise. Belongs to one event loop. */
final class SegmentIndex {

    private final Deque<MediaSegment> segments = new ArrayDeque<>();
    private final long first;
    private long next;
    private boolean evicted;

    /** @param first number of the first segment */
    SegmentIndex(long first) {
        this.first = first;
        this.next = first;
    }

    /** The number of the segment that comes next. */
    long next() {
        return next;
    }

    /** Whether there ever was a segment. */
    boolean hasBegun() {
        return next > first;
    }

    /** Adds a segment, which must have the number {@link #next()}. */
    void add(MediaSegment segment) {
        if (segment.sequence() != next) {
            throw new IllegalArgumentException("sequence: " + segment.sequence() + " (expected: " + next + ")");
        }
        segments.add(segment);
        next++;
    }

    /** Forgets what lies before {@code tail}. */
    void evict(long tail) {
        while (!segments.isEmpty() && segments.peek().begin().offset() < tail) {
            segments.remove();
            evicted = true;
        }
    }

    Optional<MediaSegment> newest() {
        return Optional.ofNullable(segments.peekLast());
    }

    /** The segment of that number, empty when there is none any more or yet. */
    Optional<MediaSegment> find(long sequence) {
        return segments.stream()
                .filter(segment -> segment.sequence() == sequence)
                .findFirst();
    }

    /** A segment that is played behind the boxes with that number. */
    Optional<MediaSegment> withMap(long map) {
        return segments.stream().filter(segment -> segment.map() == map).findFirst();
    }

    /**
     * The newest segments, at most {@code window}. Of a ring that turns out to hold less than is needed at most half of those that it holds, so
     * that what leaves the playlist is there a while longer; but not fewer than {@code least}.
     */
    List<MediaSegment> window(int window, int least) {
        int most = evicted ? Math.min(window, Math.max(least, segments.size() / 2)) : window;
        List<MediaSegment> listed = new ArrayList<>();
        for (Iterator<MediaSegment> newest = segments.descendingIterator();
                newest.hasNext() && listed.size() < most; ) {
            listed.add(0, newest.next());
        }
        return listed;
    }
}
