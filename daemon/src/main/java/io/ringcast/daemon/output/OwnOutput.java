package io.ringcast.daemon.output;

import io.netty.util.concurrent.Future;

/** An output whose listeners the daemon makes itself. Thread-safe. */
public interface OwnOutput extends Output {

    /** Begins to give what the source brings. */
    void start();

    /** Begins nothing any more; what it gives just now ends with the fan-out. */
    Future<?> stop();
}
