package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One item of a {@link SequenceInput}, from the moment it is connected to its end. Before {@link #play} it keeps what is told it, which
 * is at most what its input had on its way when it was held back; it owns those bytes. Belongs to the source's event loop.
 */
final class SequenceItem implements InputSink {

    /** What an item tells the sequence. */
    interface Events {

        void onConnected(SequenceItem item, InputRun run);

        void onResumed();

        /** Who gets bytes and titles. */
        InputSink sink();

        /** Bytes of it went to the sink. */
        void onDelivered(SequenceItem item);

        void onEnded(SequenceItem item);

        /** It was lost before its turn came. */
        void onPreparedLost(SequenceItem item);

        void onLost(SequenceItem item, InputFailure failure);
    }

    private final Item item;
    private final Events events;
    private final Queue<Runnable> told = new ArrayDeque<>();
    private final Queue<ByteBuf> kept = new ArrayDeque<>();

    private @Nullable Input input;
    private @Nullable InputRun run;
    private boolean playing;
    private boolean closed;
    private boolean titled;
    private int tries;
    private long bytes;

    SequenceItem(Item item, int tries, Events events) {
        this.item = item;
        this.tries = tries;
        this.events = events;
    }

    Item item() {
        return item;
    }

    Input input() {
        if (input == null) {
            throw new IllegalStateException("item not opened");
        }
        return input;
    }

    /** Bytes that came since it was opened. */
    long bytes() {
        return bytes;
    }

    int tries() {
        return tries;
    }

    /** It was lost once more without moving forward. */
    void tried() {
        tries++;
    }

    /** Whether it is a stream without an end. */
    boolean live() {
        return run != null && !run.finite();
    }

    /** Connects; nothing is told before {@link #play}. */
    void open(EventLoop loop, boolean reading) {
        Input opened = item.opener().open(loop, this);
        input = opened;
        opened.autoRead(reading);
        opened.start();
    }

    /** Its turn has come: tells what it kept, and from now on all. */
    void play(boolean reading) {
        playing = true;
        for (Runnable event = told.poll(); event != null && !closed; event = told.poll()) {
            event.run();
        }
        if (!closed) {
            input().autoRead(reading);
        }
    }

    /** Ends it and frees what it kept. Idempotent. */
    void close() {
        closed = true;
        told.clear();
        kept.forEach(ByteBuf::release);
        kept.clear();
        if (input != null) {
            input.stop();
        }
    }

    @Override
    public void onConnected(InputRun connected) {
        run = connected;
        tell(() -> events.onConnected(this, connected));
    }

    @Override
    public void onItem(InputRun next) {
        run = next;
        tell(() -> events.sink().onItem(next));
    }

    @Override
    public void onResumed() {
        tell(events::onResumed);
    }

    @Override
    public void onAlive() {
        tell(events.sink()::onAlive);
    }

    @Override
    public void onBytes(ByteBuf delivered) {
        if (closed) {
            return;
        }
        if (delivered.isReadable()) {
            tries = 0;
        }
        bytes += delivered.readableBytes();
        if (playing && told.isEmpty()) {
            deliver(delivered);
            return;
        }
        kept.add(delivered.retainedSlice(delivered.readerIndex(), delivered.readableBytes()));
        told.add(() -> {
            ByteBuf first = kept.remove();
            try {
                deliver(first);
            } finally {
                first.release();
            }
        });
    }

    @Override
    public long patienceNanos() {
        return events.sink().patienceNanos();
    }

    @Override
    public void onTitle(String title) {
        tell(() -> events.sink().onTitle(title));
    }

    @Override
    public void onEnded() {
        tell(() -> events.onEnded(this));
    }

    @Override
    public void onLost(InputFailure failure) {
        if (playing) {
            tell(() -> events.onLost(this, failure));
        } else if (!closed) {
            events.onPreparedLost(this);
        }
    }

    private void deliver(ByteBuf delivered) {
        events.sink().onBytes(delivered);
        if (!titled && !closed) {
            titled = true;
            item.title().ifPresent(events.sink()::onTitle);
        }
        if (!closed) {
            events.onDelivered(this);
        }
    }

    private void tell(Runnable event) {
        if (closed) {
            return;
        }
        if (playing && told.isEmpty()) {
            event.run();
        } else {
            told.add(event);
        }
    }
}
