package io.ringcast.daemon.source.file;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One opened file. At most one task of it is on the executor at any moment, and only that task touches the channel; all else belongs to
 * the event loop. What is told after {@link #close()} is for the owner to ignore.
 */
final class OpenFile {

    static final int PIECE = 64 * 1024;

    /** What it tells, on the loop. */
    interface Events {

        void onOpened(OpenFile from, FileIdentity found);

        /** Borrows {@code piece}. */
        void onRead(OpenFile from, ByteBuf piece);

        void onEnd(OpenFile from);

        void onFailed(OpenFile from, IOException cause);
    }

    /** Something that waits for the disk. */
    private interface Task {
        void run() throws IOException;
    }

    private final EventLoop loop;
    private final FileReading reading;
    private final Path path;
    private final Events events;

    /** Of the task that runs. */
    private @Nullable FileChannel channel;

    private boolean busy;
    private boolean ended;
    private boolean closed;

    OpenFile(EventLoop loop, FileReading reading, Path path, Events events) {
        this.loop = loop;
        this.reading = reading;
        this.path = path;
        this.events = events;
    }

    void open() {
        submit(() -> {
            FileIdentity found = FileIdentity.of(path);
            channel = FileChannel.open(path, StandardOpenOption.READ);
            done(() -> events.onOpened(this, found));
        });
    }

    /** Reads the next piece from {@code position} on, unless one is being read. */
    void read(long position) {
        if (busy || ended || closed) {
            return;
        }
        submit(() -> {
            ByteBuf piece = reading.allocator().directBuffer(PIECE);
            boolean handed = false;
            try {
                FileChannel from = channel;
                int count = from == null ? -1 : piece.writeBytes(from, position, PIECE);
                if (count < 0) {
                    done(() -> {
                        ended = true;
                        events.onEnd(this);
                    });
                } else {
                    handed = done(() -> {
                        try {
                            events.onRead(this, piece);
                        } finally {
                            piece.release();
                        }
                    });
                }
            } finally {
                if (!handed) {
                    piece.release();
                }
            }
        });
    }

    /** Closes it as soon as nothing is read from it. Idempotent. */
    void close() {
        assert loop.inEventLoop();
        if (!closed) {
            closed = true;
            if (!busy) {
                submit(this::closeChannel);
            }
        }
    }

    private void submit(Task task) {
        busy = true;
        try {
            reading.executor().execute(() -> perform(task));
        } catch (RejectedExecutionException stopping) {
            busy = false;
        }
    }

    private void perform(Task task) {
        try {
            task.run();
        } catch (IOException e) {
            done(() -> events.onFailed(this, e));
        } catch (RuntimeException e) {
            done(() -> events.onFailed(this, new IOException("our own code failed: " + e, e)));
        }
    }

    /** Crosses over to the loop: the task is done, and {@code then} says what came of it; false when the loop has ended. */
    private boolean done(Runnable then) {
        try {
            loop.execute(() -> {
                busy = false;
                if (closed) {
                    submit(this::closeChannel);
                }
                then.run();
            });
            return true;
        } catch (RejectedExecutionException ended) {
            closeQuietly();
            return false;
        }
    }

    private void closeChannel() {
        closeQuietly();
    }

    private void closeQuietly() {
        FileChannel open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // It was only read: nothing can be lost.
        }
    }
}
