package io.ringcast.daemon.output;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.fanout.Batch;
import io.ringcast.daemon.fanout.ListenerChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a listener that is no socket: bytes go to a {@link SinkTarget}, a thread behind which blocks in its stead. What waits for
 * that thread is bounded by the target and keeps its chunks in memory. Belongs to its event loop.
 */
final class BlockingSink implements ListenerChannel {

    private final EventLoop loop;
    private final SinkTarget target;
    private final Runnable closed;

    private boolean finishing;
    private @Nullable Future<?> deadline;

    /** @param closed run once, later, when this side has closed it */
    BlockingSink(EventLoop loop, SinkTarget target, Runnable closed) {
        this.loop = loop;
        this.target = target;
        this.closed = closed;
    }

    @Override
    public boolean writable() {
        return !finishing && target.writable();
    }

    @Override
    public int send(Batch batch) {
        long offset = batch.from();
        for (int i = 0; i < batch.pieces(); i++) {
            ByteBuf piece = batch.piece(i).retainedDuplicate();
            int length = piece.readableBytes();
            target.write(piece, offset);
            offset += length;
        }
        return batch.length();
    }

    @Override
    public void queue(ByteBuf bytes) {
        target.write(bytes);
    }

    @Override
    public long pending() {
        return target.pending();
    }

    @Override
    public void finish(long nanos) {
        if (!finishing) {
            finishing = true;
            target.end();
            deadline = loop.schedule(this::reset, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void reset() {
        finishing = true;
        onClosed();
        target.abort();
        // Not now: whoever resets it is in the middle of its books.
        loop.execute(closed);
    }

    /** The target has closed: there is no deadline any more. */
    void onClosed() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
