package io.ringcast.daemon.ring;

import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A writer that begins to wait for room while a listener makes it is woken exactly once. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the source waits for ever")
@Outcome(expect = Expect.FORBIDDEN, desc = "woken twice")
@State
public class RoomAgainstHoldTest {

    private final AtomicInteger wakes = new AtomicInteger();
    private final RingWriter writer = new RingWriter(
            new ChunkPool(SharedMemory.ALLOCATOR, 2L * ChunkPool.CHUNK_BYTES),
            RingLimit.ofBytes(ChunkPool.CHUNK_BYTES),
            () -> 1);
    private final HoldBack hold = writer.ring().holdBack();

    public RoomAgainstHoldTest() {
        // The smallest ring has no room while its one byte is held.
        writer.append(Unpooled.wrappedBuffer(new byte[1]), 1);
        hold.hold(0);
    }

    @Actor
    public void writer() {
        writer.whenRoom(wakes::incrementAndGet);
    }

    @Actor
    public void listener() {
        hold.hold(1);
    }

    @Arbiter
    public void after(I_Result r) {
        r.r1 = wakes.get();
    }
}
