package io.ringcast.protocol.playlist;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One segment of a media playlist (RFC 8216, 3).
 *
 * @param sequence its number, which stays the same from one loading of the playlist to the next
 * @param base where the playlist came from
 * @param reference what it names, relative to {@code base}
 * @param duration how long it plays
 * @param title for people
 * @param range the part of the resource that it is; all of it when absent
 * @param key how it is encrypted; not at all when absent
 * @param map what a decoder needs before it
 * @param discontinuity whether it has nothing to do with the one before it
 * @param gap whether it is known not to be there
 * @param moment when its first sample was taken
 */
public record HlsSegment(
        long sequence,
        URI base,
        String reference,
        Duration duration,
        Optional<String> title,
        Optional<HlsRange> range,
        Optional<HlsKey> key,
        Optional<HlsMap> map,
        boolean discontinuity,
        boolean gap,
        Optional<Instant> moment) {

    /** Where it is; empty when its reference is no URL. Made when it is asked for: most of a long playlist is never needed. */
    public Optional<URI> uri() {
        return Reference.resolve(base, reference);
    }
}
