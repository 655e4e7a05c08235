package io.ringcast.protocol.playlist;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A playlist that names the segments of one stream (RFC 8216, 4.3.3).
 *
 * @param targetDuration no segment is longer, rounded
 * @param mediaSequence number of the first segment
 * @param discontinuitySequence discontinuities before the first segment
 * @param type what the server promises of its changes
 * @param ended whether no segment will be added ({@code EXT-X-ENDLIST})
 * @param independentSegments whether each segment can be decoded without those before it
 * @param segments in their order; a live stream may have none yet
 */
public record HlsMedia(
        Duration targetDuration,
        long mediaSequence,
        long discontinuitySequence,
        Optional<Type> type,
        boolean ended,
        boolean independentSegments,
        List<HlsSegment> segments)
        implements HlsPlaylist {

    /** {@code EXT-X-PLAYLIST-TYPE} (4.3.3.5). */
    public enum Type {
        /** Segments are only added. */
        EVENT,
        /** Nothing changes. */
        VOD
    }

    public HlsMedia {
        segments = List.copyOf(segments);
    }

    /** Number of the segment that would come behind the last one. */
    public long endSequence() {
        return mediaSequence + segments.size();
    }

    /** How long all segments are. */
    public Duration duration() {
        return segments.stream().map(HlsSegment::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** The segment of that number; it must be one of {@link #segments()}. */
    public HlsSegment segment(long sequence) {
        return segments.get(Math.toIntExact(sequence - mediaSequence));
    }
}
