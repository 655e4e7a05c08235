package io.ringcast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets are told by their payload, which is the number that the sender gave them, counted on beyond 16 bits. */
final class ReorderBufferTest {

    private static final int WAIT = 50;
    private static final int CAPACITY = 64;

    private final List<Integer> given = new ArrayList<>();
    private final ReorderBuffer order = new ReorderBuffer(
            PooledByteBufAllocator.DEFAULT,
            CAPACITY,
            WAIT,
            payload -> given.add(payload.getInt(payload.readerIndex())));
    private long now = 1_000;

    @AfterEach
    void freesEverything() {
        order.close();
        LeakPresenceDetector.check();
    }

    @Test
    void handsOnAtOnceWhatComesInItsTurn() {
        add(65_534, 65_535, 65_536, 65_537);

        assertThat(given).containsExactly(65_534, 65_535, 65_536, 65_537);
        assertThat(order.counts()).isEqualTo(DatagramCounts.NONE);
        assertThat(order.dueNanos()).isEqualTo(ReorderBuffer.NEVER);
    }

    @Test
    void putsIntoOrderWhatComesLate() {
        add(1, 4, 3, 5);
        assertThat(given).containsExactly(1);

        add(2);

        assertThat(given).containsExactly(1, 2, 3, 4, 5);
        assertThat(order.counts().reordered()).isEqualTo(2);
        assertThat(order.counts().lost()).isZero();
    }

    @Test
    void givesUpOnWhatDoesNotCome() {
        add(1, 3);
        now += 30;
        add(6);
        assertThat(order.dueNanos()).isEqualTo(1_000 + WAIT);

        now += 20;
        order.expire(now);
        assertThat(given).containsExactly(1, 3);
        assertThat(order.dueNanos()).isEqualTo(1_030 + WAIT);

        now += 30;
        order.expire(now);
        assertThat(given).containsExactly(1, 3, 6);
        assertThat(order.counts().lost()).isEqualTo(3);
        assertThat(order.dueNanos()).isEqualTo(ReorderBuffer.NEVER);
    }

    @Test
    void countsWhatComesAfterItWasGivenUp() {
        add(1, 3);
        now += WAIT;

        add(2);

        assertThat(given).containsExactly(1, 3);
        assertThat(order.counts()).isEqualTo(new DatagramCounts(0, 0, 0, 1, 1, 0, 0, 0));
    }

    @Test
    void throwsDuplicatesAway() {
        add(1, 1, 3, 3, 2, 2, 1);

        assertThat(given).containsExactly(1, 2, 3);
        assertThat(order.counts().duplicates()).isEqualTo(4);
    }

    @Test
    void holdsNoMoreThanItsCapacity() {
        add(0);
        IntStream.range(2, 2 + CAPACITY).forEach(this::add);

        assertThat(given).startsWith(0, 2).hasSize(1 + CAPACITY);
        assertThat(order.counts().lost()).isEqualTo(1);
    }

    @Test
    void countsALongGap() {
        add(0, 2_000);
        now += WAIT;
        order.expire(now);

        assertThat(given).containsExactly(0, 2_000);
        assertThat(order.counts().lost()).isEqualTo(1_999);
    }

    @Test
    void beginsAnewWhenTwoInSequenceJump() {
        add(5, 30_000, 6, 40_000, 40_001, 40_002);

        assertThat(given).containsExactly(5, 6, 40_001, 40_002);
        assertThat(order.counts()).isEqualTo(new DatagramCounts(0, 0, 2, 0, 0, 0, 0, 1));
    }

    @Test
    void handsOnWhatItHoldsWhenItBeginsAnew() {
        add(5, 7);

        order.restart();
        add(100);

        assertThat(given).containsExactly(5, 7, 100);
        assertThat(order.counts().lost()).isEqualTo(1);
    }

    @Test
    void withoutTimeGivesEverythingOnAtOnce() {
        List<Integer> all = new ArrayList<>();
        try (ReorderBuffer hasty = new ReorderBuffer(
                PooledByteBufAllocator.DEFAULT,
                CAPACITY,
                0,
                payload -> all.add(payload.getInt(payload.readerIndex())))) {
            for (int number : new int[] {1, 3, 2, 4}) {
                add(hasty, number);
            }

            assertThat(all).containsExactly(1, 3, 4);
            assertThat(hasty.counts().late()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4096})
    void refusesAnotherCapacity(int capacity) {
        assertThatThrownBy(() -> new ReorderBuffer(PooledByteBufAllocator.DEFAULT, capacity, 1, payload -> {}))
                .hasMessage("capacity: " + capacity + " (expected: a power of two up to 2048)");
    }

    /** A network that delays within its bounds, repeats and loses: what did not get lost comes once and in order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bearsWhatANetworkDoes(long seed) {
        Random random = new Random(seed);
        Map<Long, List<Integer>> arrivals = new TreeMap<>();
        List<Integer> sent = new ArrayList<>();
        int repeated = 0;
        for (int number = 65_000; number < 140_000; number++) {
            boolean first = number == 65_000;
            if (!first && random.nextInt(100) == 0) {
                continue;
            }
            sent.add(number);
            arrive(arrivals, number, first ? 0 : random.nextInt(20));
            if (random.nextInt(50) == 0) {
                repeated++;
                arrive(arrivals, number, 20 + random.nextInt(20));
            }
        }

        arrivals.forEach((at, numbers) -> {
            now = at;
            numbers.forEach(this::add);
        });
        now += WAIT;
        order.expire(now);

        assertThat(given).as("seed %d", seed).isEqualTo(sent);
        assertThat(order.counts().duplicates()).isEqualTo(repeated);
        int last = sent.get(sent.size() - 1);
        assertThat(order.counts().lost()).isEqualTo(last - 65_000 + 1 - sent.size());
        assertThat(order.counts().late()).isZero();
        assertThat(order.counts().reordered()).isPositive();
    }

    /** One packet is sent each tick. */
    private static void arrive(Map<Long, List<Integer>> arrivals, int number, int delay) {
        arrivals.computeIfAbsent(1_000L + number + delay, at -> new ArrayList<>())
                .add(number);
    }

    private void add(int... numbers) {
        for (int number : numbers) {
            add(order, number);
        }
    }

    private void add(ReorderBuffer buffer, int number) {
        ByteBuf payload = PooledByteBufAllocator.DEFAULT.buffer().writeInt(number);
        try {
            buffer.add(number & 0xFFFF, payload, now);
        } finally {
            payload.release();
        }
    }
}
