package io.ringcast.daemon.output.push;

import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.stream.LiveEpoch;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is given in one attempt.
 *
 * @param epoch of which epoch
 * @param span the very bytes; absent when it starts where listeners start and goes on to the end of the epoch
 * @param number counts portions from 0 on; the same for each attempt
 */
record Portion(LiveEpoch epoch, Optional<ListenerRequest.Span> span, long number) {

    /** Bytes of it, when that is known beforehand: of a piece, and of an item that has ended already. */
    OptionalLong length() {
        long end = span.map(bytes -> Math.min(bytes.end(), epoch.end())).orElse(LiveEpoch.OPEN);
        return end == LiveEpoch.OPEN
                ? OptionalLong.empty()
                : OptionalLong.of(end - span.orElseThrow().from());
    }

    /** Whether it is one of the pieces into which a stream is cut. */
    boolean isPiece() {
        return span.filter(bytes -> bytes.end() != Long.MAX_VALUE).isPresent();
    }

    /** Where it begins in its epoch, when that is known beforehand. */
    OptionalLong offset() {
        return span.map(bytes -> OptionalLong.of(bytes.from() - epoch.epoch().base()))
                .orElseGet(OptionalLong::empty);
    }
}
