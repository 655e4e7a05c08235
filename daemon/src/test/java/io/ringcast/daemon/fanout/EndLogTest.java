package io.ringcast.daemon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.config.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EndLogTest {

    private final EndLog log = new EndLog(4);

    @Test
    void givesTheNewestFirst() {
        assertThat(log.newest(10)).isEmpty();

        LongStream.rangeClosed(1, 3).forEach(id -> log.add(end(id)));

        assertThat(ids(10)).containsExactly(3L, 2L, 1L);
        assertThat(ids(2)).containsExactly(3L, 2L);
        assertThat(ids(0)).isEmpty();
    }

    @Test
    void forgetsTheOldestWhenItIsFull() {
        LongStream.rangeClosed(1, 10).forEach(id -> log.add(end(id)));

        assertThat(ids(100)).containsExactly(10L, 9L, 8L, 7L);
    }

    private List<Long> ids(int most) {
        return log.newest(most).stream().map(end -> end.listener().id()).toList();
    }

    private static ListenerEnd end(long id) {
        OutputAccount account = new OutputAccount("test", "out", "fake");
        ListenerSnapshot listener = new ListenerSnapshot(
                id,
                account,
                "",
                "",
                Instant.EPOCH,
                Duration.ZERO,
                Policy.DROP,
                0,
                0,
                Duration.ZERO,
                0,
                0,
                Delivery.UNKNOWN);
        return new ListenerEnd(listener, Instant.EPOCH, EndReason.PEER_CLOSED, Optional.empty(), "");
    }
}
