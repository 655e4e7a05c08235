package io.ringcast.daemon.output.http;

import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.live.LiveRange;
import java.util.Optional;

/** {@code ?from=@OFFSET}: a 200 that begins at the very byte, which has to be the first of a unit. Pure. */
final class FromOffset {

    private static final String MARK = "@";

    private FromOffset() {}

    static boolean isAsked(HttpExchange exchange) {
        return exchange.query("from").filter(from -> from.startsWith(MARK)).isPresent();
    }

    /**
     * What is asked for, empty when nothing is or the stream has no epoch yet.
     *
     * @throws InvalidValueException if it is no offset, or no boundary between units
     */
    static Optional<Wanted> of(HttpExchange exchange, Stream stream, Optional<LiveEpoch> epoch) {
        if (!isAsked(exchange)) {
            return Optional.empty();
        }
        String text = exchange.query("from").orElseThrow();
        if (!text.matches(MARK + "\\d{1,18}")) {
            throw new InvalidValueException(text, "@OFFSET, a position in the stream's epoch such as @1880000");
        }
        long first = Long.parseLong(text.substring(1));
        return epoch.map(now -> checked(new Wanted(stream, now, first, LiveRange.LIVE_LAST), stream, text));
    }

    private static Wanted checked(Wanted wanted, Stream stream, String text) {
        if (!wanted.isOutside() && wanted.first() < wanted.head()) {
            long base = wanted.epoch().epoch().base();
            long offset = base + wanted.first();
            long boundary = stream.unitEndAtOrBefore(
                    offset,
                    Math.max(stream.ring().tail(), stream.segmentAt(offset).start()));
            if (boundary != offset) {
                throw new InvalidValueException(
                        text,
                        "the first byte of a unit, such as @" + (boundary - base) + "; a Range may begin anywhere");
            }
        }
        return wanted;
    }
}
