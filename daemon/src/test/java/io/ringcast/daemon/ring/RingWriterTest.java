package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.RingRig.CHUNK;
import static io.ringcast.daemon.ring.RingRig.MIB;
import static io.ringcast.daemon.ring.RingRig.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RingWriterTest {

    private final RingRig rig = RingRig.ofChunks(4);
    private final Ring ring = rig.ring;

    @AfterEach
    void noLeaks() {
        rig.close();
        LeakPresenceDetector.check();
        assertThat(rig.pool.heldBytes()).isZero();
        assertThat(rig.pool.inFlightBytes()).isZero();
    }

    @Test
    void showsNothingBeforeItIsPublished() {
        rig.append(3, 188);
        assertThat(ring.head()).isZero();
        assertThat(rig.writer.written()).isEqualTo(564);

        rig.writer.publish();

        assertThat(ring.head()).isEqualTo(564);
        assertThat(rig.sliced(0, 564)).isEqualTo(RingRig.bytes(0, 564));
    }

    @Test
    void readsTheGivenBytesToTheirEndAndLeavesTheirOwnerTheirReference() {
        ByteBuf units = Unpooled.directBuffer().writeZero(10).writeBytes(RingRig.bytes(0, 376));
        units.skipBytes(10);

        rig.writer.append(units, 188);
        rig.writer.publish();

        assertThat(units.isReadable()).isFalse();
        assertThat(units.refCnt()).isOne();
        assertThat(rig.sliced(0, 376)).isEqualTo(RingRig.bytes(0, 376));
        units.release();
    }

    @Test
    void refusesAPartOfAUnit() {
        ByteBuf units = Unpooled.wrappedBuffer(new byte[189]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.writer.append(units, 188))
                .withMessage("readable bytes: 189 (expected: a multiple of 188)");
        assertThat(rig.writer.written()).isZero();
    }

    @Test
    void refusesAUnitThatTheRingCannotHold() {
        ByteBuf units = Unpooled.wrappedBuffer(new byte[4 * CHUNK + 1]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.writer.append(units, 4 * CHUNK + 1))
                .withMessageContaining("unitSize: 262145 (expected: 1 to 262144");
        assertThat(rig.writer.written()).isZero();
    }

    @Test
    void holdsUnitsAsLargeAsTheRing() {
        rig.append(1, 100);

        for (int i = 0; i < 10; i++) {
            rig.append(1, 4 * CHUNK);
            rig.writer.publish();
            assertThat(ring.head() - ring.tail()).isGreaterThanOrEqualTo(4L * CHUNK);
        }

        assertThat(ring.heldBytes()).isLessThanOrEqualTo(5L * CHUNK);
        assertThat(ring.read(ring.tail(), new byte[4 * CHUNK])).isTrue();
    }

    @Test
    void keepsAsMuchAsAskedForAndAtMostAChunkMore() {
        for (int i = 0; i < 3000; i++) {
            rig.append(1, 1000);
            rig.writer.publish();
            assertThat(ring.heldBytes()).isLessThanOrEqualTo(5L * CHUNK);
        }

        assertThat(ring.head() - ring.tail()).isBetween(4L * CHUNK - 1000, 5L * CHUNK);
    }

    @Test
    void putsTheTailOnAUnitBoundary() {
        for (int i = 0; i < 40; i++) {
            rig.append(53, 188);
            rig.append(1, 70_000);
            rig.writer.publish();
            long runs = ring.tail() % (53 * 188 + 70_000);
            assertThat(runs >= 53 * 188 ? runs - 53 * 188 : runs % 188)
                    .as("tail %d", ring.tail())
                    .isZero();
        }
        assertThat(ring.tail()).isPositive();
    }

    @Test
    void publishesByItselfWhatDoesNotFitAtOnce() {
        rig.append(100, 10_000);

        assertThat(ring.tail()).isPositive().isLessThanOrEqualTo(ring.head());
        assertThat(ring.tail() % 10_000).isZero();
        assertThat(ring.head() % 10_000).isZero();
        assertThat(ring.head()).isLessThan(1_000_000);
    }

    @Test
    void forgetsWhatIsTooOld() {
        try (RingRig aging = new RingRig(8 * MIB, new RingLimit(4 * MIB, 1000 * MILLIS))) {
            for (int i = 0; i < 20; i++) {
                aging.fill(1);
                aging.clock.advance(250 * MILLIS);
            }

            assertThat(aging.ring.head() - aging.ring.tail()).isBetween(4L * CHUNK, 6L * CHUNK);
        }
    }

    @Test
    void continuesItsOffsetsAfterItWasCleared() {
        rig.fill(2);
        rig.append(1, 1000);

        rig.writer.clear();

        long cleared = 2L * CHUNK + 1000;
        assertThat(ring.tail()).isEqualTo(cleared);
        assertThat(ring.head()).isEqualTo(cleared);
        assertThat(ring.heldBytes()).isZero();
        assertThat(rig.pool.heldBytes()).isZero();
        rig.append(1, 1000);
        rig.writer.publish();
        assertThat(rig.sliced(cleared, 1000)).isEqualTo(RingRig.bytes(cleared, 1000));
    }

    @Test
    void keepsWhatIsInFlightWhenItIsCleared() {
        rig.fill(1);
        ByteBuf slice = ring.retainedSlice(0, CHUNK);

        rig.writer.clear();
        rig.fill(4);

        assertThat(slice).isNotNull();
        assertThat(RingRig.bytesOf(slice)).isEqualTo(RingRig.bytes(0, CHUNK));
        assertThat(rig.pool.inFlightBytes()).isEqualTo(CHUNK);
        slice.release();
    }

    @Test
    void forgetsWhatIsWholeInTheMiddleOfARun() {
        rig.fill(2);
        rig.append(1, 1000);
        long head = 2L * CHUNK + 1000;

        rig.writer.publish();
        long forgotten = rig.writer.forget(rig.writer.shown());

        assertThat(forgotten).isEqualTo(head);
        assertThat(ring.tail()).isEqualTo(head);
        assertThat(ring.head()).isEqualTo(head);
        assertThat(ring.heldBytes()).as("the chunk that is being written").isEqualTo(CHUNK);
        rig.append(1, 1000);
        rig.writer.publish();
        assertThat(rig.sliced(head, 1000)).isEqualTo(RingRig.bytes(head, 1000));
        assertThat(rig.writer.forget(rig.writer.shown())).isEqualTo(1000);
    }

    @Test
    void forgetsNothingOfAUnitThatIsNotWhole() {
        rig.writer.append(Unpooled.wrappedBuffer(RingRig.bytes(0, 300)), true);
        rig.writer.append(Unpooled.wrappedBuffer(RingRig.bytes(300, 200)), false);

        rig.writer.publish();
        assertThat(rig.writer.forget(rig.writer.shown())).isEqualTo(300);
        assertThat(rig.writer.forget(200)).as("gone already").isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> rig.writer.forget(500));
        rig.writer.append(Unpooled.wrappedBuffer(RingRig.bytes(500, 100)), true);
        rig.writer.publish();

        assertThat(ring.tail()).isEqualTo(300);
        assertThat(rig.sliced(300, 300)).isEqualTo(RingRig.bytes(300, 300));
    }

    @Test
    void takesNothingAfterItWasClosed() {
        rig.fill(1);
        rig.writer.close();
        rig.writer.close();

        assertThatIllegalStateException().isThrownBy(() -> rig.append(1, 188)).withMessage("ring is closed");
        assertThat(ring.heldBytes()).isZero();
    }

    @Test
    void shortensToItsFloorWhileMemoryIsShort() {
        try (RingRig large = new RingRig(8 * MIB, RingLimit.ofBytes(16 * MIB))) {
            large.fill(128);
            assertThat(large.pool.pressed()).isTrue();

            for (int i = 0; i < 500; i++) {
                large.fill(1);
                assertThat(large.pool.heldBytes()).isLessThanOrEqualTo(8 * MIB);
            }
            assertThat(large.ring.heldBytes()).isGreaterThanOrEqualTo(ChunkPool.RING_FLOOR_BYTES);
        }
    }

    @Test
    void keepsItsOwnLimitWhenMemoryIsShortAndThatIsBelowTheFloor() {
        try (RingRig small = new RingRig(8L * CHUNK, RingLimit.ofBytes(8L * CHUNK))) {
            for (int i = 0; i < 200; i++) {
                small.fill(1);
                assertThat(small.ring.heldBytes()).isLessThanOrEqualTo(9L * CHUNK);
            }
        }
    }

    @Test
    void saysThatMemoryIsExhaustedWhenARingAtItsFloorNeedsMore() {
        Asked asked = new Asked();
        try (RingRig short_ = new RingRig(2 * MIB, RingLimit.ofBytes(8 * MIB))) {
            short_.pool.whenShort(asked);
            short_.fill(32);
            assertThat(asked.listeners).isZero();

            short_.fill(1);

            assertThat(asked.listeners).isEqualTo(1);
            assertThat(short_.pool.overdraft()).isEqualTo(CHUNK);
        }
    }

    @Test
    void endsNobodyForAChunkThatItHasJustGivenBack() {
        Asked asked = new Asked();
        try (RingRig full = new RingRig(64L * CHUNK, RingLimit.ofBytes(63L * CHUNK))) {
            full.pool.whenShort(asked);

            full.fill(200);

            assertThat(full.pool.pressed()).isTrue();
            assertThat(full.pool.overdraft()).isZero();
            assertThat(asked.listeners).isZero();
        }
    }

    @Test
    void endsNobodyWhileAnotherRingIsLongerThanItsFloor() {
        Asked asked = new Asked();
        try (RingRig large = new RingRig(8 * MIB, RingLimit.ofBytes(8 * MIB));
                RingWriter small = new RingWriter(large.pool, RingLimit.ofBytes(8 * MIB), large.clock)) {
            large.pool.whenShort(asked);
            large.fill(100);
            while (small.ring().heldBytes() < ChunkPool.RING_FLOOR_BYTES) {
                fill(small);

                if (asked.rings > 0) {
                    asked.rings = 0;
                    large.writer.relieve();
                }
                assertThat(asked.listeners).isZero();
                assertThat(large.pool.overdraft()).isLessThanOrEqualTo(CHUNK);
            }

            assertThat(large.ring.heldBytes())
                    .isBetween(ChunkPool.RING_FLOOR_BYTES, 8 * MIB - ChunkPool.RING_FLOOR_BYTES);
            List<ByteBuf> slow = List.of(slice(large.ring), slice(small.ring()));
            for (int i = 0; i < 64; i++) {
                large.fill(1);
                fill(small);
            }
            assertThat(asked.rings).isZero();
            assertThat(asked.listeners).isPositive();
            slow.forEach(ByteBuf::release);
        }
    }

    @Test
    void endsListenersWhenTheOtherRingIsHeldBack() {
        Asked asked = new Asked();
        try (RingRig held = new RingRig(8 * MIB, RingLimit.ofBytes(8 * MIB));
                RingWriter small = new RingWriter(held.pool, RingLimit.ofBytes(8 * MIB), held.clock)) {
            held.pool.whenShort(asked);
            held.fill(100);
            held.ring.holdBack().hold(0);
            for (int i = 0; i < 29; i++) {
                fill(small);
            }
            assertThat(asked.rings).isEqualTo(1);
            assertThat(asked.listeners).isZero();

            held.writer.relieve();
            fill(small);

            assertThat(held.ring.tail()).isZero();
            assertThat(asked.rings).isEqualTo(1);
            assertThat(asked.listeners).isEqualTo(1);
        }
    }

    @Test
    void givesMemoryBackWhileItDoesNotWrite() {
        try (RingRig large = new RingRig(8 * MIB, RingLimit.ofBytes(16 * MIB))) {
            large.fill(128);

            large.writer.relieve();

            assertThat(large.pool.pressed()).isFalse();
            assertThat(large.ring.heldBytes()).isEqualTo(8 * MIB - MIB / 2);
            assertThat(large.ring.tail()).isEqualTo(8L * CHUNK);
        }
    }

    @Test
    void keepsWhatAWaitingListenerHoldsWhenItGivesMemoryBack() {
        try (RingRig large = new RingRig(8 * MIB, RingLimit.ofBytes(16 * MIB))) {
            large.fill(128);
            HoldBack hold = large.ring.holdBack();
            hold.hold(2L * CHUNK);

            large.writer.relieve();

            assertThat(large.ring.tail()).isEqualTo(2L * CHUNK);
        }
    }

    @Test
    void letsNoWaitingListenerTakeMoreMemoryThanThereIs() {
        try (RingRig large = new RingRig(8 * MIB, RingLimit.ofBytes(64 * MIB))) {
            HoldBack hold = large.ring.holdBack();
            hold.hold(0);

            while (large.writer.hasRoom()) {
                large.append(256, 1024);
                large.writer.publish();
            }

            assertThat(large.ring.tail()).isZero();
            assertThat(large.pool.overdraft()).isLessThanOrEqualTo(MIB / 4);
        }
    }

    @Test
    void takesAPartlyWrittenUnitBackWhenMemoryCannotBeHad() {
        FailingAllocator allocator = new FailingAllocator();
        try (RingRig failing = new RingRig(allocator, 8 * MIB, RingLimit.ofBytes(MIB))) {
            failing.append(1, 1000);
            failing.writer.publish();
            allocator.fails = true;
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> failing.append(1, 2 * CHUNK));
            assertThat(failing.writer.written()).isEqualTo(1000);
            assertThat(failing.pool.heldBytes()).isEqualTo(CHUNK);

            allocator.fails = false;
            failing.append(1, 2 * CHUNK);
            failing.writer.publish();

            byte[] all = new byte[1000 + 2 * CHUNK];
            assertThat(failing.ring.read(0, all)).isTrue();
            assertThat(all).isEqualTo(RingRig.bytes(0, all.length));
        }
    }

    /** Appends and publishes a chunk. */
    private static void fill(RingWriter writer) {
        writer.append(Unpooled.wrappedBuffer(RingRig.bytes(writer.written(), CHUNK)), 1024);
        writer.publish();
    }

    /** A byte at the tail, as a stopped reader keeps it. */
    private static ByteBuf slice(Ring ring) {
        return Objects.requireNonNull(ring.retainedSlice(ring.tail(), 1));
    }

    /** An allocator whose memory can run out. */
    private static final class FailingAllocator extends io.netty.buffer.AbstractByteBufAllocator {
        private final UnpooledByteBufAllocator heap = UnpooledByteBufAllocator.DEFAULT;
        private boolean fails;

        FailingAllocator() {
            super(true);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return heap.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (fails) {
                throw new OutOfMemoryError("no direct memory left");
            }
            return heap.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
