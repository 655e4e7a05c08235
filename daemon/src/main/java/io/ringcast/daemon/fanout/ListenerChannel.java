package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;

/** How bytes leave to one listener. Called on its event loop only. */
public interface ListenerChannel {

    /** Whether more should be handed over now. When it becomes true again, {@link ListenerHandler} tells the listener. */
    boolean writable();

    /** What is written until the next {@link #flush()} is one piece of {@code bytes} bytes, whole units. */
    default void begin(long bytes) {}

    /** Queues bytes. Takes ownership of {@code bytes}. */
    void write(ByteBuf bytes);

    /** Gives the kernel what is queued, as far as it takes it. */
    void flush();

    /** Bytes that were flushed and not taken by the kernel; once it has closed, those that are known never to have been. */
    long pending();

    /** Sends what is queued, then says that nothing more will come, then closes; resets when that takes longer than {@code nanos}. */
    void finish(long nanos);

    /**
     * Sends what is queued, then closes as {@link #finish} does, but without saying that the body is whole: the daemon stops, the stream does
     * not end.
     */
    default void leave(long nanos) {
        finish(nanos);
    }

    /** Closes at once with a reset, so that nothing lingers in the kernel and the peer does not take it for an end. */
    void reset();
}
