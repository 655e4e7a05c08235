package io.ringcast.daemon.ring;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader that goes to sleep while something is published sees it or is woken, exactly once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sleeps, and is woken once")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "sees the change itself, and nobody wakes it")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "sleeps for ever")
@Outcome(expect = Expect.FORBIDDEN, desc = "is woken twice, or while it is awake")
@State
public class ParkAgainstPublishTest {

    private final Ring ring = new Ring(ChunkPool.CHUNK_BYTES);
    private final AtomicInteger wakes = new AtomicInteger();
    private final Parking parking = ring.parking(Runnable::run, wakes::incrementAndGet);

    @Actor
    public void writer() {
        ring.publish(8, 1);
    }

    @Actor
    public void reader(II_Result r) {
        r.r1 = parking.park(0) ? 1 : 0;
    }

    @Arbiter
    public void after(II_Result r) {
        r.r2 = wakes.get();
    }
}
