package io.ringcast.daemon.source;

import io.ringcast.daemon.stream.Run;
import io.ringcast.protocol.container.UnitSink;

/**
 * Where a run's units go: to the {@link Pacer} when its input feeds the stream, into a {@link Reserve} while it stands by. Belongs to the
 * source's event loop; buffers are borrowed.
 */
interface Outlet extends UnitSink {

    /** A run begins, released by {@code by} once everything before it is. */
    void begin(Run run, Pace by);

    /** The title changes behind everything that came so far. */
    void title(String title);

    /** What came so far is all for the moment. */
    void flush();

    /** Whether the input may go on. */
    boolean hasRoom();

    /** Calls {@code action} once when {@link #hasRoom()} has become true; replaces an earlier action. */
    void whenRoom(Runnable action);

    /** Calls {@code drained} when everything that came so far is released. */
    void finish(Runnable drained);
}
