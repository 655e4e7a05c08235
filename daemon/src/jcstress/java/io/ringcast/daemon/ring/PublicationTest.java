package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A reader that sees a head sees the bytes below it, their chunk, and the join point that was said of them. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "nothing is published yet")
@Outcome(id = "8, 72340172838076673, 7", expect = Expect.ACCEPTABLE, desc = "all of it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a head that covers bytes that are not there")
@State
public class PublicationTest {

    private static final ByteBuf UNIT = Unpooled.wrappedBuffer(new byte[] {1, 1, 1, 1, 1, 1, 1, 1});

    private final Ring ring = new Ring(ChunkPool.CHUNK_BYTES);
    private final Chunk chunk = new Chunk(0, 0, Unpooled.buffer(8, 8));

    @Actor
    public void writer() {
        ring.addJoin(new JoinPoint(0, 1, new byte[] {7}));
        ring.put(chunk);
        chunk.write(0, UNIT.duplicate(), 8);
        ring.publish(8, 1);
    }

    @Actor
    public void reader(JJJ_Result r) {
        r.r1 = ring.head();
        if (r.r1 > 0) {
            ByteBuf slice = ring.retainedSlice(0, r.r1);
            JoinPoint join = ring.joinPointAtOrBefore(r.r1);
            r.r2 = slice == null ? -1 : slice.readLong();
            r.r3 = join == null ? -1 : join.preamble()[0];
        }
    }
}
