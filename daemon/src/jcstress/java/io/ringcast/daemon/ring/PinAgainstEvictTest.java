package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A pinned chunk, and a slice taken under its pin, hold their bytes until they are given back, and then memory is free. */
@JCStressTest
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "the reader is lapped")
@Outcome(id = "42, 42, 1", expect = Expect.ACCEPTABLE, desc = "the reader was before the eviction")
@Outcome(expect = Expect.FORBIDDEN, desc = "freed memory was read, or memory was not freed once")
@State
public class PinAgainstEvictTest {

    private final Memory memory = new Memory();
    private final Chunk chunk = new Chunk(0, 0, memory);

    @Actor
    public void writer() {
        chunk.unpin();
    }

    @Actor
    public void reader(III_Result r) {
        if (chunk.pin()) {
            byte[] read = new byte[1];
            chunk.read(0, read, 0, 1);
            ByteBuf slice = chunk.retainedSlice(0, 1);
            chunk.unpin();
            r.r1 = read[0];
            r.r2 = slice.getByte(0);
            slice.release();
        }
    }

    @Arbiter
    public void after(III_Result r) {
        r.r3 = memory.freed;
    }

    /** Memory that is used by somebody else as soon as it is free. */
    private static final class Memory extends UnpooledHeapByteBuf {
        private int freed;

        Memory() {
            super(UnpooledByteBufAllocator.DEFAULT, 1, 1);
            setByte(0, 42);
        }

        @Override
        protected void freeArray(byte[] array) {
            freed++;
            Arrays.fill(array, (byte) 13);
        }
    }
}
