package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.live.LiveRange;
import java.util.Optional;

/**
 * The bytes that a ranged request asks for, in offsets of the epoch, against what the ring held when it was asked.
 *
 * @param epoch whose offsets they are
 * @param first offset of the first byte
 * @param last offset of the last byte, {@link LiveRange#LIVE_LAST} for all that is to come
 * @param tail offset of the oldest byte held
 * @param head offset behind the newest byte
 */
record Wanted(LiveEpoch epoch, long first, long last, long tail, long head) {

    /** Those from {@code first} to {@code last} as things stand. */
    Wanted(Stream stream, LiveEpoch epoch, long first, long last) {
        this(epoch, first, last, tail(stream, epoch), head(stream, epoch));
    }

    /** What the request asks for, empty when it gets the whole from a join point. */
    static Optional<Wanted> of(HttpExchange exchange, Stream stream, LiveEpoch now) {
        HttpHeaders headers = exchange.headers();
        String ifRange = headers.get(HttpHeaderNames.IF_RANGE);
        // What the ring still has of an epoch that another one followed can be had to its last byte.
        LiveEpoch epoch =
                ifRange == null ? now : stream.epochOf(ifRange.strip()).orElse(now);
        long tail = tail(stream, epoch);
        long head = head(stream, epoch);
        return LiveRange.requested(
                        headers.get(HttpHeaderNames.RANGE),
                        ifRange,
                        epoch.epoch().entityTag())
                .map(range -> of(range, epoch, tail, head))
                .filter(wanted -> wanted.first() < head || epoch.changedAt() == LiveEpoch.OPEN);
    }

    private static Wanted of(LiveRange range, LiveEpoch epoch, long tail, long head) {
        if (range instanceof LiveRange.Bounded bounded) {
            return new Wanted(epoch, bounded.first(), Math.min(bounded.last(), head - 1), tail, head);
        } else if (range instanceof LiveRange.Suffix suffix) {
            return new Wanted(epoch, Math.max(tail, head - suffix.length()), head - 1, tail, head);
        } else if (range instanceof LiveRange.Open open) {
            return new Wanted(epoch, open.first(), LiveRange.LIVE_LAST, tail, head);
        }
        return new Wanted(epoch, ((LiveRange.Live) range).first(), LiveRange.LIVE_LAST, tail, head);
    }

    private static long tail(Stream stream, LiveEpoch epoch) {
        return Math.max(stream.ring().tail(), epoch.start()) - epoch.epoch().base();
    }

    /** What follows in the ring when this epoch has ended is another one's. */
    private static long head(Stream stream, LiveEpoch epoch) {
        long head = Math.min(stream.ring().head(), epoch.ownEnd());
        return Math.max(head, epoch.start()) - epoch.epoch().base();
    }

    /** {@code Content-Range} of all that the ring holds of the epoch now (RFC 8673, 2.1), empty when that is nothing. */
    static Optional<String> held(Stream stream, LiveEpoch epoch) {
        long tail = tail(stream, epoch);
        long head = head(stream, epoch);
        return head > tail ? Optional.of("bytes " + tail + "-" + (head - 1) + "/*") : Optional.empty();
    }

    /** Whether it cannot be had: evicted, or beyond what comes next. */
    boolean isOutside() {
        return first < tail || first > head || last < first;
    }

    ListenerRequest.Span span() {
        long base = epoch.epoch().base();
        return new ListenerRequest.Span(
                epoch, base + first, last == LiveRange.LIVE_LAST ? Long.MAX_VALUE : base + last + 1);
    }

    void describe(HttpHeaders headers) {
        headers.set(HttpHeaderNames.ETAG, epoch.epoch().entityTag());
        headers.set(HttpHeaderNames.CONTENT_RANGE, "bytes " + first + "-" + last + "/*");
        if (last != LiveRange.LIVE_LAST) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, last - first + 1);
        }
    }

    void describeOutside(HttpHeaders headers) {
        headers.set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + head);
        headers.set(HttpHeaderNames.ETAG, epoch.epoch().entityTag());
    }

    String outsideMessage() {
        return "range: " + first + " (expected: " + tail + " to " + head
                + ", the oldest byte held and the one that comes next)\n";
    }
}
