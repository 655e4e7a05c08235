package io.ringcast.daemon.process;

import io.netty.buffer.ByteBuf;

/** What happens to a {@link Child}; called on its event loop: {@code onStarted}, any number of the others, then {@code onEnded} once. */
public interface ChildEvents {

    /** It runs. */
    default void onStarted() {}

    /** It wrote to its stdout. Borrows {@code bytes}. */
    default void onOutput(ByteBuf bytes) {}

    /** Its stdin takes more, after {@link Child#writable()} was false. */
    default void onWritable() {}

    /** It has ended, and all that it wrote has been told; or it could not be started. */
    void onEnded(ChildEnd end);
}
