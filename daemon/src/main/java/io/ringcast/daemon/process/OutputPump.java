package io.ringcast.daemon.process;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a child's stdout on a thread of its own. At most {@link #CREDIT} pieces are on their way to the event loop; beyond that, and while
 * nobody wants more, it does not read: the pipe fills and the child waits.
 *
 * <p>{@link #reading}, {@link #gather}, {@link #returned} and {@link #stop} may be called from any thread and never block.
 */
final class OutputPump implements Runnable {

    /** Pieces on their way. */
    static final int CREDIT = 2;

    /** Bytes of a piece. */
    static final int PIECE = 64 * 1024;

    /** A piece of less is worth waiting for company, as long as somebody has patience. */
    private static final int SMALL = 8 * 1024;

    private final InputStream in;
    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> pieces;
    private final AtomicInteger underway = new AtomicInteger();

    private volatile boolean reading = true;
    private volatile boolean stopped;
    private volatile long patienceNanos;
    private volatile @Nullable Thread thread;

    /** @param pieces takes ownership of each piece on this pump's thread, and sees to it that {@link #returned} is called */
    OutputPump(InputStream in, ByteBufAllocator allocator, Consumer<ByteBuf> pieces) {
        this.in = in;
        this.allocator = allocator;
        this.pieces = pieces;
    }

    void reading(boolean on) {
        reading = on;
        wake();
    }

    void gather(long nanos) {
        patienceNanos = nanos;
    }

    /** A piece has been used. */
    void returned() {
        underway.decrementAndGet();
        wake();
    }

    /** Nobody wants any more: what still comes is not read. */
    void stop() {
        stopped = true;
        wake();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        byte[] piece = new byte[PIECE];
        // Java's own reaper takes this monitor when the child has ended, to move what is left in the pipe to the heap,
        // all of it
        // and however fast a descendant fills it. As long as we have it, what is left stays where it is.
        synchronized (in) {
            try (in) {
                while (awaitTurn()) {
                    int count = read(piece);
                    if (count < 0) {
                        return;
                    }
                    underway.incrementAndGet();
                    pieces.accept(allocator.buffer(count).writeBytes(piece, 0, count));
                }
            } catch (IOException e) {
                // The pipe is gone, and with it what was in it.
            }
        }
    }

    private boolean awaitTurn() {
        while (!stopped && (!reading || underway.get() >= CREDIT)) {
            LockSupport.park(this);
        }
        return !stopped;
    }

    /** Reads what there is, after a little while if it is little. */
    private int read(byte[] piece) throws IOException {
        int count = in.read(piece, 0, piece.length);
        if (count < 0 || count >= SMALL || patienceNanos == 0) {
            return count;
        }
        LockSupport.parkNanos(this, patienceNanos);
        int more = Math.min(in.available(), piece.length - count);
        return more > 0 ? count + Math.max(0, in.read(piece, count, more)) : count;
    }

    private void wake() {
        LockSupport.unpark(thread);
    }
}
