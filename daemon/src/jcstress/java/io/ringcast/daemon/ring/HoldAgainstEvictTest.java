package io.ringcast.daemon.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A listener that begins to hold and still sees the tail below it has what it holds. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "held, not evicted")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "evicted, and the listener knows")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not evicted, and the listener looks for another place")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "evicted while the listener believes that it is held")
@State
public class HoldAgainstEvictTest {

    private final Ring ring = new Ring(ChunkPool.CHUNK_BYTES);
    private final HoldBack hold = ring.holdBack();

    @Actor
    public void listener(II_Result r) {
        hold.hold(0);
        r.r1 = ring.tail() <= 0 ? 1 : 0;
    }

    @Actor
    public void writer(II_Result r) {
        r.r2 = ring.moveTailUnlessHeld(8) ? 1 : 0;
    }
}
