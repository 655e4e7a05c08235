package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopLoadsTest {

    private static final int LOOPS = 4;

    /** Bytes per second of a picture and of a voice. */
    private static final long HEAVY = 1_000_000;

    private static final long LIGHT = 4_000;

    /** Each has a loop of its own, which this thread is in. */
    private final List<EmbeddedChannel> hosts =
            IntStream.range(0, LOOPS).mapToObj(i -> new EmbeddedChannel()).toList();

    private final List<EventLoop> loops =
            hosts.stream().map(EmbeddedChannel::eventLoop).toList();
    private final LoopLoads loads = new LoopLoads(List.copyOf(loops));
    private final List<Listening> listening = new ArrayList<>();

    private record Listening(Channel channel, EventLoop loop, long bytesPerSecond) {}

    @AfterEach
    void closeAll() {
        listening.forEach(one -> one.channel.close());
        hosts.forEach(EmbeddedChannel::close);
    }

    @Test
    void spreadsABurstBeforeAnybodyPlays() {
        come(400, LIGHT);

        assertThat(loads.uses()).extracting(LoopUse::connections).containsOnly(100);
    }

    @Test
    void goesToTheLoopThatDeliversLeast() {
        for (int i = 0; i < LOOPS; i++) {
            come(1, HEAVY);
        }
        come(LOOPS, LIGHT);
        measure();
        EventLoop quiet = leave(HEAVY);
        measure();

        for (int i = 0; i < 20; i++) {
            assertThat(come(1, LIGHT)).isSameAs(quiet);
            measure();
        }
    }

    @Test
    void countsWhoDoesNotPlayYetAsAverage() {
        come(LOOPS, HEAVY);
        measure();
        leave(HEAVY);
        measure();

        // One of average weight makes the empty loop as heavy as the others.
        come(LOOPS, LIGHT);

        assertThat(loads.uses()).extracting(LoopUse::connections).containsExactlyInAnyOrder(1, 2, 2, 2);
    }

    @Test
    void evensOutRatesThatDifferHoweverTheyCome() {
        // By turns, each fourth one would go to the same loop.
        for (int i = 0; i < 200; i++) {
            come(1, i % LOOPS == 0 ? HEAVY : LIGHT);
            if (i % 3 == 0) {
                measure();
            }
        }
        measure();

        long least =
                loads.uses().stream().mapToLong(LoopUse::bytesPerSecond).min().orElseThrow();
        long most =
                loads.uses().stream().mapToLong(LoopUse::bytesPerSecond).max().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(2 * HEAVY);
    }

    @Test
    void bringsALoopThatManyLeftBackToItsShare() {
        come(80, HEAVY);
        measure();
        EventLoop left = loops.get(0);
        for (Listening one : List.copyOf(listening)) {
            if (one.loop == left) {
                leave(one);
            }
        }
        measure();
        assertThat(loads.uses().get(0)).isEqualTo(new LoopUse(0, 0, 0, 0));

        come(20, HEAVY);

        assertThat(loads.uses()).extracting(LoopUse::connections).containsOnly(20);
    }

    @Test
    void goesByNumberWhileNobodyIsDeliveredAnything() {
        come(40, 0);
        measure();

        come(40, 0);

        assertThat(loads.uses()).extracting(LoopUse::connections).containsOnly(20);
    }

    @Test
    void takesFiguresThatNobodyExpects() {
        for (EventLoop loop : loops) {
            loads.of(loop).measured(Long.MAX_VALUE, Integer.MAX_VALUE);
        }
        assertThat(loads.uses())
                .allMatch(use -> use.bytesPerSecond() == Long.MAX_VALUE >> 20 && use.measured() == (1 << 20) - 1);

        loads.of(loops.get(2)).measured(-1, 0);

        assertThat(come(1, LIGHT)).isSameAs(loops.get(2));
    }

    @Test
    void knowsItsLoopsOnly() {
        EmbeddedChannel stranger = new EmbeddedChannel();

        assertThatThrownBy(() -> loads.of(stranger.eventLoop()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: one of these 4");

        stranger.close();
    }

    /** Returns the loop of the last one. */
    private EventLoop come(int count, long bytesPerSecond) {
        for (int i = 0; i < count; i++) {
            Channel channel = new EmbeddedChannel();
            listening.add(new Listening(channel, loads.place(channel), bytesPerSecond));
        }
        return listening.get(listening.size() - 1).loop;
    }

    /** One of such a rate goes. Returns its loop. */
    private EventLoop leave(long bytesPerSecond) {
        Listening one = listening.stream()
                .filter(any -> any.bytesPerSecond == bytesPerSecond)
                .findFirst()
                .orElseThrow();
        leave(one);
        return one.loop;
    }

    private void leave(Listening one) {
        listening.remove(one);
        one.channel.close();
    }

    /** A second passes. */
    private void measure() {
        Map<EventLoop, Long> bytes = new HashMap<>();
        Map<EventLoop, Integer> connections = new HashMap<>();
        for (Listening one : listening) {
            bytes.merge(one.loop, one.bytesPerSecond, Long::sum);
            connections.merge(one.loop, 1, Integer::sum);
        }
        for (EventLoop loop : loops) {
            loads.of(loop).measured(bytes.getOrDefault(loop, 0L), connections.getOrDefault(loop, 0));
        }
    }
}
