package io.ringcast.daemon.process;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes bytes to something that blocks (a pipe, a file, stdout) on a thread of its own. It takes what it is given; who gives looks at
 * {@link #writable()} and so keeps what waits within a bound.
 *
 * <p>{@link #write}, {@link #end} and {@link #abort} belong to one thread, an event loop mostly, and never block; the rest is thread-safe.
 */
public final class PipeWriter {

    private final long limit;
    private final Events events;
    private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();

    private volatile boolean ended;
    private volatile boolean aborted;
    private volatile @Nullable Thread thread;

    /** What becomes of what was given; called on the writer's thread. */
    public interface Events {

        /** It is writable again after it was not. */
        void onWritable();

        /** It is over: all is written and closed, or could not be, for {@code failure}; nothing more comes. */
        void onClosed(@Nullable IOException failure);
    }

    /** @param limit bytes that may wait */
    public PipeWriter(long limit, Events events) {
        this.limit = limit;
        this.events = events;
    }

    /** Whether more should be given now. */
    public boolean writable() {
        if (pending.get() < limit) {
            return true;
        }
        full.set(true);
        // It may have been emptied in between, and would not tell any more.
        if (pending.get() < limit && full.compareAndSet(true, false)) {
            return true;
        }
        return false;
    }

    /** Bytes that were given and not written. */
    public long pending() {
        return pending.get();
    }

    /** Writes {@code bytes} behind what was given before. Takes ownership. */
    public void write(ByteBuf bytes) {
        if (aborted || ended) {
            bytes.release();
            return;
        }
        pending.addAndGet(bytes.readableBytes());
        queue.add(bytes);
        if (aborted) {
            // It came to an end in between, and has emptied the queue.
            discard();
        }
        wake();
    }

    /** Nothing more comes: closes when all is written. */
    public void end() {
        ended = true;
        wake();
    }

    /** What waits is not to be written any more. A write that blocks goes on until the other end closes. */
    public void abort() {
        aborted = true;
        wake();
    }

    /** Writes to {@code out} until the end; closes it. For a thread of its own. */
    public void run(OutputStream out) {
        thread = Thread.currentThread();
        IOException failure = null;
        try (out) {
            drain(out);
        } catch (IOException e) {
            failure = e;
        }
        aborted = true;
        discard();
        events.onClosed(failure);
    }

    /** There will be nothing to write to: frees what waits. */
    public void discard() {
        aborted = true;
        for (ByteBuf bytes = queue.poll(); bytes != null; bytes = queue.poll()) {
            bytes.release();
        }
    }

    private void drain(OutputStream out) throws IOException {
        while (!aborted) {
            // Looked at before the queue: what was given before the end is in the queue by then.
            boolean last = ended;
            ByteBuf bytes = queue.poll();
            if (bytes != null) {
                write(bytes, out);
                if (queue.isEmpty()) {
                    out.flush();
                }
            } else if (last) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void write(ByteBuf bytes, OutputStream out) throws IOException {
        int count = bytes.readableBytes();
        try {
            bytes.readBytes(out, count);
        } finally {
            bytes.release();
        }
        // At half the limit, so that whoever gives is not woken for every few bytes.
        if (pending.addAndGet(-count) <= limit / 2 && full.compareAndSet(true, false)) {
            events.onWritable();
        }
    }

    private void wake() {
        LockSupport.unpark(thread);
    }
}
