package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that is given piece by piece as the client takes it. Called on the connection's event loop only. */
public interface BodySource {

    /** Returns the next piece, which the caller owns from then on; null when that was all. */
    @Nullable
    ByteBuf next();

    /** The kernel took so many bytes of what was given. */
    void onTaken(int bytes);

    /**
     * Nothing is asked for any more. Called once.
     *
     * @param how why
     */
    void onOver(Over how);

    /** How the giving of a body ended. */
    enum Over {
        /** The kernel took all of it. */
        WHOLE,
        /** The client closed its connection, or it broke. */
        GONE,
        /** The client took nothing for as long as a connection may be idle. */
        STALLED
    }
}
