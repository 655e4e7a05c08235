package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A peer whose kernel takes as many bytes as the test says, behind a queue with Netty's watermarks. */
final class FakePeer implements Door, ListenerChannel {

    static final long EVERYTHING = Long.MAX_VALUE / 2;

    private static final int HIGH = 64 * 1024;
    private static final int LOW = 32 * 1024;

    /** Sizes of the pieces that were announced. */
    final List<Long> pieces = new ArrayList<>();

    final List<Refusal> refusals = new ArrayList<>();
    boolean opened;
    boolean finished;
    boolean reset;
    boolean closed;

    /** The kernel takes bytes past the queue, and perhaps not all of them. */
    boolean straight;

    /** Runs before each write. */
    Runnable onWrite = () -> {};

    /** Runs when the door is opened. */
    Runnable onOpen = () -> {};

    /** What its kernel tells; nothing, unless the test says it. */
    @Nullable
    Consumer<TcpInfo> kernel;

    /** Whether it may pause, each time that this was said. */
    final List<Boolean> pauses = new ArrayList<>();

    private final EventLoop loop;
    private final Deque<ByteBuf> queue = new ArrayDeque<>();
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private @Nullable Admission admission;
    private @Nullable Future<?> deadline;
    private long room;
    private long queued;
    private long flushed;
    private boolean writable = true;

    /** @param room bytes that the kernel takes */
    FakePeer(EventLoop loop, long room) {
        this.loop = loop;
        this.room = room;
    }

    void admission(Admission own) {
        admission = own;
    }

    Admission admission() {
        return java.util.Objects.requireNonNull(admission);
    }

    /** What the kernel has taken. */
    byte[] got() {
        return got.toByteArray();
    }

    int gotBytes() {
        return got.size();
    }

    /** The kernel has room for so many bytes more, and takes them if they wait. */
    void take(long bytes) {
        room = Math.min(EVERYTHING, room + bytes);
        drain();
    }

    /** The peer goes. */
    void leave(@Nullable Throwable cause) {
        close(cause);
    }

    /** Gives back what is queued, for a channel that nobody closes. */
    void forget() {
        closed = true;
        release();
    }

    // ---- Door

    @Override
    public ListenerChannel open(StreamInfo info) {
        opened = true;
        onOpen.run();
        return this;
    }

    @Override
    public void refuse(Refusal reason) {
        refusals.add(reason);
        close(null);
    }

    // ---- ListenerChannel

    @Override
    public boolean writable() {
        return writable && !closed;
    }

    @Override
    public int send(Batch batch) {
        onWrite.run();
        if (straight) {
            return takeAtOnce(batch);
        }
        pieces.add((long) batch.length());
        for (int i = 0; i < batch.pieces(); i++) {
            enqueue(batch.piece(i).retainedDuplicate());
        }
        flush();
        return batch.length();
    }

    @Override
    public void queue(ByteBuf bytes) {
        pieces.add((long) bytes.readableBytes());
        enqueue(bytes);
        flush();
    }

    private int takeAtOnce(Batch batch) {
        if (closed) {
            return 0;
        }
        int taken = (int) Math.min(room, batch.length());
        int left = taken;
        for (int i = 0; left > 0; i++) {
            ByteBuf piece = batch.piece(i);
            byte[] some = new byte[Math.min(left, piece.readableBytes())];
            piece.getBytes(piece.readerIndex(), some);
            got.writeBytes(some);
            left -= some.length;
        }
        room -= taken;
        return taken;
    }

    private void enqueue(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        queue.add(bytes);
        queued += bytes.readableBytes();
        writable &= queued <= (straight ? 0 : HIGH);
    }

    private void flush() {
        flushed = queued;
        drain();
    }

    @Override
    public long pending() {
        return flushed;
    }

    @Override
    public void finish(long nanos) {
        finished = true;
        flush();
        if (!closed) {
            deadline = loop.schedule(this::reset, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public boolean tcpInfo(TcpInfoReader reader, TcpInfo into) {
        if (kernel == null || closed) {
            return false;
        }
        kernel.accept(into);
        return true;
    }

    @Override
    public void paused(boolean pause) {
        pauses.add(pause);
    }

    @Override
    public void reset() {
        if (!closed) {
            reset = true;
            closed = true;
            release();
            loop.execute(() -> admission().onClosed(null));
        }
    }

    private void drain() {
        while (!closed && flushed > 0 && room > 0) {
            ByteBuf first = queue.element();
            int n = (int) Math.min(Math.min(room, flushed), first.readableBytes());
            byte[] some = new byte[n];
            first.readBytes(some);
            got.write(some, 0, n);
            room -= n;
            queued -= n;
            flushed -= n;
            if (!first.isReadable()) {
                queue.remove().release();
            }
            if (!writable && queued < (straight ? 1 : LOW)) {
                // Within the flush, as Netty does.
                writable = true;
                admission().onWritable();
            }
        }
        if (finished && queued == 0) {
            close(null);
        }
    }

    private void close(@Nullable Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        release();
        if (deadline != null) {
            deadline.cancel(false);
        }
        admission().onClosed(cause);
    }

    /** What is pending stays known. */
    private void release() {
        queue.forEach(ByteBuf::release);
        queue.clear();
    }
}
