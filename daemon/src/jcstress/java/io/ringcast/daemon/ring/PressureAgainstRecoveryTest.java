package io.ringcast.daemon.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A pool whose last chunk is taken while another comes back is not pressed afterwards. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "recovered")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "nobody is let in though there is memory")
@State
public class PressureAgainstRecoveryTest {

    private final ChunkPool pool = new ChunkPool(SharedMemory.ALLOCATOR, 2L * ChunkPool.CHUNK_BYTES);
    private final Chunk first = pool.take(0);

    @Actor
    public void taker() {
        pool.take(ChunkPool.CHUNK_BYTES);
    }

    @Actor
    public void giver() {
        pool.evict(first);
    }

    @Arbiter
    public void after(Z_Result r) {
        r.r1 = pool.pressed();
    }
}
