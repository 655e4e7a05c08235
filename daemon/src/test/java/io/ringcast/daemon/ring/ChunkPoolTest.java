package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.ChunkPool.CHUNK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ChunkPool pool = new ChunkPool(allocator, 4L * CHUNK_BYTES);

    @AfterEach
    void noLeaks() {
        pool.close();
        LeakPresenceDetector.check();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void refusesLessMemoryThanTwoChunks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkPool(allocator, 2L * CHUNK_BYTES - 1))
                .withMessageContaining("memory: 131071");
    }

    @Test
    void roundsItsMemoryDownToWholeChunks() {
        try (ChunkPool odd = new ChunkPool(allocator, 3L * CHUNK_BYTES - 1)) {
            assertThat(odd.limitBytes()).isEqualTo(2L * CHUNK_BYTES);
        }
    }

    @Test
    void allocatesOnlyWhatIsTaken() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();

        Chunk chunk = pool.take(0);

        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(CHUNK_BYTES);
        pool.evict(chunk);
    }

    @Test
    void usesMemoryAgainInANewChunk() {
        Chunk first = pool.take(0);
        pool.evict(first);

        Chunk second = pool.take(65536);

        assertThat(second).isNotSameAs(first);
        assertThat(first.pin()).isFalse();
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(CHUNK_BYTES);
        pool.evict(second);
    }

    @Test
    void countsAChunkAsInFlightUntilItsLastSliceIsReleased() {
        Chunk chunk = pool.take(0);
        chunk.write(0, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), 3);
        ByteBuf one = chunk.retainedSlice(0, 2);
        ByteBuf two = chunk.retainedSlice(1, 2);
        assertUse(1, 0);

        pool.evict(chunk);
        assertUse(0, 1);
        one.release();
        assertUse(0, 1);
        assertThat(RingRig.bytesOf(two)).containsExactly(2, 3);
        two.release();

        assertUse(0, 0);
    }

    @Test
    void givesMemoryOutAgainOnlyAfterTheLastSliceIsReleased() {
        Chunk chunk = pool.take(0);
        ByteBuf slice = chunk.retainedSlice(0, 1);
        pool.evict(chunk);

        Chunk other = pool.take(65536);

        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(2L * CHUNK_BYTES);
        slice.release();
        pool.evict(other);
    }

    @Test
    void isPressedFromItsLastChunkUntilItHasRecovered() {
        List<Chunk> taken = take(3);
        assertThat(pool.pressed()).isFalse();

        taken.addAll(take(1));
        assertThat(pool.pressed()).isTrue();
        assertThat(pool.overdraft()).isZero();
        pool.evict(taken.remove(0));

        assertThat(pool.pressed()).isFalse();
        taken.forEach(pool::evict);
    }

    @Test
    void recoversASixteenthBelowItsLimit() {
        try (ChunkPool large = new ChunkPool(allocator, 64L * CHUNK_BYTES)) {
            List<Chunk> taken = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                taken.add(large.take((long) i * CHUNK_BYTES));
            }

            for (int i = 0; i < 3; i++) {
                large.evict(taken.remove(0));
            }
            assertThat(large.pressed()).isTrue();
            large.evict(taken.remove(0));

            assertThat(large.pressed()).isFalse();
            taken.forEach(large::evict);
        }
    }

    @Test
    void staysPressedWhileEvictedChunksAreInFlight() {
        List<Chunk> taken = take(4);
        List<ByteBuf> slices = new ArrayList<>();
        taken.forEach(chunk -> slices.add(chunk.retainedSlice(chunk.base, 1)));

        taken.forEach(pool::evict);
        assertUse(0, 4);
        assertThat(pool.pressed()).isTrue();
        slices.forEach(ByteBuf::release);

        assertThat(pool.pressed()).isFalse();
    }

    @Test
    void givesAWriterItsChunkBeyondTheLimitAndFreesThatAtOnce() {
        List<Chunk> taken = take(6);
        assertThat(pool.overdraft()).isEqualTo(2L * CHUNK_BYTES);
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(6L * CHUNK_BYTES);

        taken.forEach(pool::evict);

        assertThat(pool.overdraft()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(4L * CHUNK_BYTES);
    }

    @Test
    void asksRingsThatCanGiveBeforeAnybodyIsEnded() {
        Asked asked = new Asked();
        pool.whenShort(asked);
        pool.spareChanged(2);

        pool.askForOne();
        assertThat(asked.rings).isEqualTo(1);
        assertThat(asked.listeners).isZero();

        pool.spareChanged(-2);
        pool.askForOne();
        assertThat(asked.rings).isEqualTo(1);
        assertThat(asked.listeners).isEqualTo(1);
    }

    @Test
    void freesWhatComesBackAfterItWasClosed() {
        Chunk chunk = pool.take(0);
        ByteBuf slice = chunk.retainedSlice(0, 1);

        pool.close();
        pool.evict(chunk);
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(CHUNK_BYTES);
        slice.release();

        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void givesNothingAfterItWasClosed() {
        pool.close();

        assertThatIllegalStateException().isThrownBy(() -> pool.take(0)).withMessage("pool is closed");
        assertUse(0, 0);
    }

    private List<Chunk> take(int n) {
        List<Chunk> taken = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            taken.add(pool.take((long) i * CHUNK_BYTES));
        }
        return taken;
    }

    private void assertUse(int held, int inFlight) {
        assertThat(pool.heldBytes()).isEqualTo((long) held * CHUNK_BYTES);
        assertThat(pool.inFlightBytes()).isEqualTo((long) inFlight * CHUNK_BYTES);
    }
}
