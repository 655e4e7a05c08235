package io.ringcast.daemon.ring;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A sleeping reader that the writer and an announcement find at the same time is woken exactly once. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "sleeps for ever")
@Outcome(expect = Expect.FORBIDDEN, desc = "woken twice")
@State
public class WakeAgainstWakeTest {

    private final Ring ring = new Ring(ChunkPool.CHUNK_BYTES);
    private final AtomicInteger wakes = new AtomicInteger();
    private final Parking parking = ring.parking(Runnable::run, wakes::incrementAndGet);

    public WakeAgainstWakeTest() {
        parking.park(0);
    }

    @Actor
    public void writer() {
        ring.publish(8, 1);
    }

    @Actor
    public void announcer() {
        ring.announce();
    }

    @Arbiter
    public void after(I_Result r) {
        r.r1 = wakes.get();
    }
}
