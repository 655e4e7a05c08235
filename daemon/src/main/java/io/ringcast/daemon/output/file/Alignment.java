package io.ringcast.daemon.output.file;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * When a recorder that cuts every so often cuts: at whole multiples on the clock on the wall, as people read it. An hour begins at the full
 * hour, a day at midnight, a week on Monday.
 *
 * @param every 1 s or more
 * @param zone whose clock
 */
record Alignment(Duration every, ZoneId zone) {

    /** 1970-01-01 was a Thursday: multiples count from the Monday before. */
    private static final long MONDAY_MILLIS = Duration.ofDays(3).toMillis();

    /** The first cut behind {@code moment}. */
    Instant next(Instant moment) {
        Instant next = multipleBehind(moment, offsetMillis(moment));
        long then = offsetMillis(next);
        if (then != offsetMillis(moment) && !isMultiple(next, then)) {
            // The clock is put forward or back in between: a day of 23 or 25 hours ends at midnight all the same.
            Instant shifted = next.plusMillis(offsetMillis(moment) - then);
            return shifted.isAfter(moment) ? shifted : next;
        }
        return next;
    }

    private Instant multipleBehind(Instant moment, long offset) {
        long local = moment.toEpochMilli() + offset + MONDAY_MILLIS;
        long multiple = (Math.floorDiv(local, every.toMillis()) + 1) * every.toMillis();
        return Instant.ofEpochMilli(multiple - MONDAY_MILLIS - offset);
    }

    private boolean isMultiple(Instant moment, long offset) {
        return Math.floorMod(moment.toEpochMilli() + offset + MONDAY_MILLIS, every.toMillis()) == 0;
    }

    private long offsetMillis(Instant moment) {
        return zone.getRules().getOffset(moment).getTotalSeconds() * 1000L;
    }
}
