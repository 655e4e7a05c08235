package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.RingRig.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Units that differ in size: where they end is remembered, and what is not whole is not shown. */
final class VariableUnitsTest {

    private final RingRig rig = RingRig.ofChunks(80);
    private final Ring ring = rig.ring;

    @AfterEach
    void noLeaks() {
        rig.close();
        LeakPresenceDetector.check();
        assertThat(rig.pool.heldBytes()).isZero();
    }

    @Test
    void showsAUnitWhenItIsWhole() {
        append(1000, true);
        append(200_000, false);
        rig.writer.publish();
        assertThat(ring.head()).isEqualTo(1000);

        append(300, true);
        rig.writer.publish();

        assertThat(ring.head()).isEqualTo(201_300);
        byte[] read = new byte[201_300];
        assertThat(ring.read(0, read)).isTrue();
        assertThat(read).isEqualTo(RingRig.bytes(0, 201_300));
    }

    @Test
    void takesBackWhatCameOfABrokenUnit() {
        append(1000, true);
        append(200_000, false);
        rig.writer.publish();

        rig.writer.breakOff();
        append(500, true);
        rig.writer.publish();

        assertThat(ring.head()).isEqualTo(1500);
        assertThat(rig.sliced(0, 1500)).isEqualTo(RingRig.bytes(0, 1500));
        assertThat(ring.unitEndBehind(1000, 1500)).isEqualTo(1500);
    }

    @Test
    void showsAVeryLargeUnitAsItComes() {
        append(1000, true);
        for (int i = 0; i < 65; i++) {
            append(CHUNK, false);
            rig.writer.publish();
        }

        assertThat(ring.head()).isEqualTo(1000 + 65L * CHUNK);
        append(1000, true);
        rig.writer.breakOff();
        rig.writer.publish();
        assertThat(ring.head()).isEqualTo(2000 + 65L * CHUNK);
    }

    @Test
    void knowsWhereUnitsEnd() {
        // given
        Random random = new Random(5);
        TreeSet<Long> ends = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            append(1 + random.nextInt(i % 20 == 0 ? 150_000 : 3000), true);
            ends.add(rig.writer.written());
        }
        rig.writer.publish();
        long tail = ring.tail();
        long head = ring.head();

        for (int i = 0; i < 20_000; i++) {
            // when
            long at = tail + (long) (random.nextDouble() * (head - tail));
            long low = tail + (long) (random.nextDouble() * (at - tail));
            long before = ring.unitEndAtOrBefore(at, low);
            long behind = ring.unitEndBehind(at, head);

            // then: true ends, and not much farther away than the next one
            assertThat(before).isBetween(low, at);
            assertThat(before == low || ends.contains(before)).isTrue();
            assertThat(behind).isGreaterThan(at);
            assertThat(ends).contains(behind);
            Long next = ends.higher(at + 2048);
            assertThat(behind).isLessThanOrEqualTo(next == null ? head : next);
        }
    }

    private void append(int bytes, boolean ends) {
        rig.writer.append(Unpooled.wrappedBuffer(RingRig.bytes(rig.writer.written(), bytes)), ends);
    }
}
