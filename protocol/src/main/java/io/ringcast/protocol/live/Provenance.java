package io.ringcast.protocol.live;

import java.util.List;
import java.util.Optional;

/**
 * Where the bytes of a run come from, when that is a stream whose offsets are known.
 *
 * @param via the relays that they came through, the farthest first, as {@code Via} of the answer names them (RFC 9110, 7.6.3)
 * @param place where they begin, absent when nobody said
 */
public record Provenance(List<String> via, Optional<LivePlace> place) {

    /** Bytes of which nothing is known. */
    public static final Provenance UNKNOWN = new Provenance(List.of(), Optional.empty());

    public Provenance {
        via = List.copyOf(via);
    }

    /** The same when not all of the bytes are passed on. */
    public Provenance withoutPlace() {
        return new Provenance(via, Optional.empty());
    }
}
