package io.ringcast.daemon.output;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.http.BodySource;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The body of an answer: bytes that come first, then a span of the ring that is held until it is out. Belongs to one event loop. */
public final class SpanBody implements BodySource {

    private final HeldSpan span;
    private final IntConsumer taken;
    private final Consumer<Over> over;
    private byte @Nullable [] before;

    /**
     * Takes ownership of {@code span}.
     *
     * @param before bytes that come first, possibly none; not changed by anybody
     * @param taken told how many bytes the kernel took
     * @param over told once how it ended
     */
    public SpanBody(byte[] before, HeldSpan span, IntConsumer taken, Consumer<Over> over) {
        this.before = before.length == 0 ? null : before;
        this.span = span;
        this.taken = taken;
        this.over = over;
    }

    @Override
    public @Nullable ByteBuf next() {
        byte[] first = before;
        if (first != null) {
            before = null;
            return Unpooled.wrappedBuffer(first);
        }
        return span.next();
    }

    @Override
    public void onTaken(int bytes) {
        taken.accept(bytes);
    }

    @Override
    public void onOver(Over how) {
        span.close();
        over.accept(how);
    }
}
