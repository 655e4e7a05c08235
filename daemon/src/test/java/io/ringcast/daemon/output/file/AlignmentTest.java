package io.ringcast.daemon.output.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlignmentTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void hoursBeginAtTheFullHourAndDaysAtMidnightOfTheZone() {
        assertThat(cuts(Duration.ofHours(1), "2026-06-10T13:59:59.999+02:00", 2))
                .containsExactly("2026-06-10T14:00", "2026-06-10T15:00");
        assertThat(cuts(Duration.ofDays(1), "2026-06-10T00:00:00+02:00", 2))
                .containsExactly("2026-06-11T00:00", "2026-06-12T00:00");
        assertThat(cuts(Duration.ofMinutes(15), "2026-06-10T13:07:00+02:00", 2))
                .containsExactly("2026-06-10T13:15", "2026-06-10T13:30");
    }

    @Test
    void weeksBeginOnMonday() {
        assertThat(cuts(Duration.ofDays(7), "2026-06-10T12:00:00+02:00", 1)).containsExactly("2026-06-15T00:00");
    }

    @Test
    void aDayOf23Or25HoursEndsAtMidnight() {
        assertThat(cuts(Duration.ofDays(1), "2026-03-28T12:00:00+01:00", 2))
                .containsExactly("2026-03-29T00:00", "2026-03-30T00:00");
        assertThat(cuts(Duration.ofDays(1), "2026-10-24T12:00:00+02:00", 2))
                .containsExactly("2026-10-25T00:00", "2026-10-26T00:00");
    }

    @Test
    void theHourThatComesTwiceIsTwoHours() {
        assertThat(cuts(Duration.ofHours(1), "2026-10-25T01:30:00+02:00", 3))
                .containsExactly("2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T03:00");
        assertThat(cuts(Duration.ofHours(1), "2026-03-29T00:30:00+01:00", 3))
                .containsExactly("2026-03-29T01:00", "2026-03-29T03:00", "2026-03-29T04:00");
    }

    @Test
    void noCutIsEverInThePast() {
        for (Duration every :
                List.of(Duration.ofHours(2), Duration.ofHours(7), Duration.ofDays(1), Duration.ofDays(7))) {
            Alignment alignment = new Alignment(every, BERLIN);
            Instant at = Instant.parse("2026-01-01T00:00:00Z");
            for (int i = 0; i < 2_000; i++) {
                Instant next = alignment.next(at);

                assertThat(next).isAfter(at).isBeforeOrEqualTo(at.plus(every).plus(Duration.ofHours(2)));
                at = i % 2 == 0 ? next : next.plusSeconds(1_234);
            }
        }
    }

    private static List<String> cuts(Duration every, String from, int count) {
        Alignment alignment = new Alignment(every, BERLIN);
        List<String> cuts = new ArrayList<>();
        Instant at = ZonedDateTime.parse(from).toInstant();
        for (int i = 0; i < count; i++) {
            at = alignment.next(at);
            cuts.add(at.atZone(BERLIN).toLocalDateTime().toString());
        }
        return cuts;
    }
}
