package io.ringcast.daemon.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkTest {

    private final ByteBuf memory = Unpooled.directBuffer(1024, 1024).setZero(0, 1024);

    @AfterEach
    void noLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void freesItsMemoryWithTheLastPin() {
        Chunk chunk = new Chunk(0, 0, memory);
        assertThat(chunk.pin()).isTrue();

        chunk.unpin();
        assertThat(memory.refCnt()).isOne();
        chunk.unpin();

        assertThat(memory.refCnt()).isZero();
    }

    @Test
    void staysDeadOnceItsLastPinHasGone() {
        Chunk chunk = new Chunk(0, 0, memory);

        chunk.unpin();

        assertThat(chunk.pin()).isFalse();
        assertThat(memory.refCnt()).isZero();
    }

    @Test
    void refusesToUnpinWhatIsDead() {
        Chunk chunk = new Chunk(0, 0, memory);
        chunk.unpin();

        assertThatIllegalStateException().isThrownBy(chunk::unpin).withMessageContaining("pins: 0");
    }

    @Test
    void keepsMemoryForSlicesThatOutliveThePins() {
        Chunk chunk = new Chunk(65536, 65536, memory);
        chunk.write(65536, Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4}), 4);
        ByteBuf slice = chunk.retainedSlice(65537, 2);

        chunk.unpin();

        assertThat(RingRig.bytesOf(slice)).containsExactly(2, 3);
        slice.release();
        assertThat(memory.refCnt()).isZero();
    }

    @Test
    void writesAndReadsByRingOffset() {
        Chunk chunk = new Chunk(131072, 131072, memory);
        ByteBuf source = Unpooled.wrappedBuffer(new byte[] {9, 8, 7, 6, 5});

        chunk.write(131072 + 10, source, 3);
        byte[] read = new byte[5];
        chunk.read(131072 + 9, read, 1, 4);

        assertThat(source.readableBytes()).isEqualTo(2);
        assertThat(read).containsExactly(0, 0, 9, 8, 7);
        chunk.unpin();
    }
}
