package io.ringcast.daemon.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrailTest {

    private static final ToLongFunction<Long> KEY = Long::longValue;

    private final Trail<Long> trail = new Trail<>(8);

    @Test
    void findsNothingWhileEmpty() {
        assertThat(trail.newest()).isNull();
        assertThat(trail.floor(KEY, Long.MAX_VALUE)).isNull();
        assertThat(trail.ceiling(KEY, Long.MIN_VALUE)).isNull();
    }

    @Test
    void findsTheNearestEntryOnEitherSide() {
        add(10, 20, 30);

        assertThat(trail.newest()).isEqualTo(30);
        assertThat(trail.floor(KEY, 9)).isNull();
        assertThat(trail.floor(KEY, 10)).isEqualTo(10);
        assertThat(trail.floor(KEY, 29)).isEqualTo(20);
        assertThat(trail.floor(KEY, 1000)).isEqualTo(30);
        assertThat(trail.ceiling(KEY, 0)).isEqualTo(10);
        assertThat(trail.ceiling(KEY, 20)).isEqualTo(20);
        assertThat(trail.ceiling(KEY, 21)).isEqualTo(30);
        assertThat(trail.ceiling(KEY, 31)).isNull();
    }

    @Test
    void keepsTheNewestEntriesAndForgetsTheOldest() {
        for (long key = 0; key < 100; key++) {
            trail.add(key);
        }

        assertThat(trail.newest()).isEqualTo(99);
        assertThat(trail.floor(KEY, 95)).isEqualTo(95);
        assertThat(trail.floor(KEY, 80)).isNull();
        assertThat(trail.ceiling(KEY, 0)).isEqualTo(93);
    }

    @Test
    void keepsAtLeastAsManyAsAskedForButOne() {
        Trail<Long> odd = new Trail<>(100);
        for (long key = 0; key < 1000; key++) {
            odd.add(key);
        }

        assertThat(odd.floor(KEY, 901)).isEqualTo(901);
    }

    @Test
    @Timeout(30)
    void neverGivesAnEntryOnTheWrongSideWhileItIsWritten() throws Exception {
        Trail<Long> shared = new Trail<>(16);
        shared.add(0L);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200_000; i++) {
                long limit = Objects.requireNonNull(shared.newest());
                Long floor = shared.floor(KEY, limit);
                Long ceiling = shared.ceiling(KEY, limit);
                if ((floor != null && floor > limit) || (ceiling != null && ceiling < limit)) {
                    throw new AssertionError("limit " + limit + ", floor " + floor + ", ceiling " + ceiling);
                }
            }
        });

        for (long key = 1; !reader.isDone(); key++) {
            shared.add(key);
        }

        assertThat(reader).succeedsWithin(Duration.ofSeconds(1));
    }

    private void add(long... keys) {
        for (long key : keys) {
            trail.add(key);
        }
    }
}
