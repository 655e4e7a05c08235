package io.ringcast.daemon.ring;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader that gets up of its own accord while something is published is not woken as well. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "gets up by itself")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "is told that a wake is on its way, and it is")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or neither")
@State
public class UnparkAgainstPublishTest {

    private final Ring ring = new Ring(ChunkPool.CHUNK_BYTES);
    private final AtomicInteger wakes = new AtomicInteger();
    private final Parking parking = ring.parking(Runnable::run, wakes::incrementAndGet);

    public UnparkAgainstPublishTest() {
        parking.park(0);
    }

    @Actor
    public void writer() {
        ring.publish(8, 1);
    }

    @Actor
    public void reader(II_Result r) {
        r.r1 = parking.unpark() ? 1 : 0;
    }

    @Arbiter
    public void after(II_Result r) {
        r.r2 = wakes.get();
    }
}
