package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one publisher sends, on its way from the event loop of his connection to that of the source: in order, and with at most
 * {@value #LIMIT} bytes and one read under way before his connection is not read any more.
 *
 * <p>The methods of the publisher are called on the loop of his connection; all others on the loop of the source.
 */
public final class Publication {

    static final int LIMIT = 128 * 1024;

    private final EventLoop loop;
    private final PublisherSeat seat;
    private final Publisher publisher;
    private final Optional<String> mediaType;
    private final boolean faster;
    private final AtomicInteger underWay = new AtomicInteger();

    // Owned by the loop of the source.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean taking;
    private boolean wanted;
    private boolean over;

    Publication(EventLoop loop, PublisherSeat seat, Publisher publisher, Optional<String> mediaType, boolean faster) {
        this.loop = loop;
        this.seat = seat;
        this.publisher = publisher;
        this.mediaType = mediaType;
        this.faster = faster;
    }

    /** The publisher sent bytes. Takes ownership of {@code bytes}. */
    public void offer(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (underWay.addAndGet(count) > LIMIT) {
            publisher.autoRead(false);
        }
        cross(() -> take(() -> deliver(bytes, count), bytes::release), bytes::release);
    }

    /** The publisher says what plays. */
    public void title(String title) {
        cross(() -> take(() -> seat.onTitle(this, title), () -> {}), () -> {});
    }

    /** The publisher came to the end that he had announced. */
    public void end() {
        cross(() -> take(() -> seat.onEnd(this), () -> {}), () -> {});
    }

    /** The publisher's connection is gone. */
    public void left(String why) {
        cross(() -> take(() -> seat.onLeft(this, why), () -> {}), () -> {});
    }

    Publisher publisher() {
        return publisher;
    }

    InputRun run() {
        return new InputRun(Optional.empty(), mediaType, false, faster, false);
    }

    /** From now on what he sends is taken; what waited goes first. */
    void begin(boolean reading) {
        taking = true;
        autoRead(reading);
        // What is taken may be the reason to take no more: the rest goes on waiting.
        while (taking && !over && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    /** Nobody takes it for now: what comes waits. */
    void hold() {
        taking = false;
        autoRead(false);
    }

    void autoRead(boolean on) {
        wanted = on;
        publisher.autoRead(on && underWay.get() <= LIMIT);
    }

    /** It is done with: what still comes of it is freed. */
    void close() {
        over = true;
        taking = false;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private void take(Runnable action, Runnable free) {
        if (over) {
            free.run();
        } else if (taking) {
            action.run();
        } else {
            waiting.add(() -> (over ? free : action).run());
        }
    }

    private void deliver(ByteBuf bytes, int count) {
        try {
            seat.onBytes(this, bytes);
        } finally {
            bytes.release();
            int left = underWay.addAndGet(-count);
            if (wanted && left <= LIMIT / 2 && left + count > LIMIT / 2) {
                publisher.autoRead(true);
            }
        }
    }

    private void cross(Runnable action, Runnable free) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException stopping) {
            free.run();
        }
    }
}
