package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ListenPosition;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.cli.LagMeter.Lag;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagMeterTest {

    private static final URI STREAM = URI.create("http://127.0.0.1:1/news");
    private static final String EPOCH = "\"0123456789abcdef\"";

    private final Deque<Optional<ListenPosition>> answers = new ArrayDeque<>();
    private final List<URI> asked = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final LagMeter meter = new LagMeter(this::answer, nanos::get);

    @Test
    void isTheWayToTheEdgeInTimeAtTheRateAtWhichThatMoves() {
        answers.add(at(EPOCH, 10_000));
        answers.add(at(EPOCH, 14_000));
        meter.onStream(STREAM);
        meter.onPosition(at(EPOCH, 9_500));

        meter.look();
        Optional<Lag> before = meter.lag();
        nanos.addAndGet(2_000_000_000L);
        meter.onPosition(at(EPOCH, 11_000));
        meter.look();

        assertThat(before).contains(new Lag(500, Optional.empty()));
        assertThat(meter.lag()).contains(new Lag(3_000, Optional.of(1.5)));
    }

    @Test
    void isNothingWhenMoreHasComeMeanwhile() {
        answers.add(at(EPOCH, 10_000));
        meter.onStream(STREAM);
        meter.onPosition(at(EPOCH, 10_188));

        meter.look();

        assertThat(meter.lag()).contains(new Lag(0, Optional.empty()));
    }

    @Test
    void isUnknownInAnotherEpochAndWhileTheServerDoesNotAnswer() {
        answers.add(at("\"fedcba9876543210\"", 10_000));
        meter.onStream(STREAM);
        meter.onPosition(at(EPOCH, 9_500));

        meter.look();
        assertThat(meter.lag()).isEmpty();

        meter.look();
        assertThat(meter.lag()).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aServerThatDoesNotSayIsNotAskedAgain() {
        answers.add(Optional.empty());
        meter.onStream(STREAM);

        meter.look();
        meter.look();

        assertThat(meter.lag()).isEmpty();
        assertThat(asked).containsExactly(STREAM);
    }

    @Test
    void theLineSaysWhatIsKnown() {
        assertThat(ListenReport.text(12.5, 3_000_000, 1.5e6, Optional.empty(), Optional.empty()))
                .isEqualTo("12.5 s  2.9 MiB  1.5 Mbit/s");
        assertThat(ListenReport.text(
                        12.5, 3_000_000, 1.5e6, Optional.of(new Lag(2048, Optional.empty())), Optional.of(75.0)))
                .isEqualTo("12.5 s  2.9 MiB  1.5 Mbit/s  lag 2.0 KiB  ends in 1:15");
        assertThat(ListenReport.text(
                        12.5, 3_000_000, 1.5e6, Optional.of(new Lag(2048, Optional.of(2.25))), Optional.empty()))
                .isEqualTo("12.5 s  2.9 MiB  1.5 Mbit/s  lag 2.25 s");
    }

    private Optional<ListenPosition> answer(URI stream) throws IOException {
        asked.add(stream);
        Optional<ListenPosition> next = answers.poll();
        if (next == null) {
            throw new UnavailableException("no answer");
        }
        return next;
    }

    private static Optional<ListenPosition> at(String tag, long offset) {
        return Optional.of(new ListenPosition(tag, offset));
    }
}
