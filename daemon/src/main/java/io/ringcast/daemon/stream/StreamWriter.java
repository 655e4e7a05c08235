package io.ringcast.daemon.stream;

import io.ringcast.protocol.container.UnitSink;

/**
 * The write side of a stream as a source sees it. Called on the source's event loop only.
 *
 * <p>{@code begin}, then the calls of {@link UnitSink}, then {@code flush} once per batch, and again; {@code end} when the source's
 * last byte has been written, after which {@code begin} starts a new epoch.
 */
public interface StreamWriter extends UnitSink {

    /** Another connection, input or item begins: what follows is joined to what was before at a unit boundary. */
    void begin(Run run);

    /** Publishes what was written since the last flush to all readers, and wakes those that wait. */
    void flush();

    /**
     * Whether more may be written now. False while a listener that may hold the source back ({@code policy = "wait"}) would lose bytes;
     * what is written all the same is kept, and evicts what that listener has not read.
     */
    boolean hasRoom();

    /**
     * Calls {@code action} once when {@link #hasRoom()} may have become true, on the thread that made the room or at once on this one: it has
     * to cross over to the source's loop and ask again. Replaces an earlier action.
     */
    void whenRoom(Runnable action);

    /** The most bytes that the ring keeps. */
    long capacity();

    /** The source has delivered its last byte: readers that reach it end cleanly. */
    void end();

    /** Frees what the ring holds, after {@link #end()}: nobody listens to an on-demand source any more. */
    void clear();

    /** The title of what plays now changed; empty when there is none. */
    void title(String title);
}
