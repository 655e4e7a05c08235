package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;

/** How bytes leave to one listener. Called on its event loop only. */
public interface ListenerChannel {

    /** Whether more should be handed over now. When it becomes true again, {@link ListenerHandler} tells the listener. */
    boolean writable();

    /**
     * Takes bytes of {@code batch} from its first one on: sends them, or queues what it retains. Borrows {@code batch}.
     *
     * @return how many it took; when these are not all, the kernel takes no more, and the caller brings the cut to a unit boundary with
     *     {@link #queue}
     */
    int send(Batch batch);

    /** Sends bytes behind what was sent before, later if need be. Takes ownership of {@code bytes}. */
    void queue(ByteBuf bytes);

    /** Bytes that it took and the kernel did not; once it has closed, those that are known never to have been taken. */
    long pending();

    /** Whether what is {@link #pending()} keeps chunks of the ring in memory; not if it was copied. */
    default boolean pins() {
        return true;
    }

    /**
     * How many bytes may wait for the peer in the kernel without being sent, and in a queue before it: the stream has a new rate.
     *
     * @param bytes the depth that suits the rate
     */
    default void depth(int bytes) {}

    /** Sends what is queued, then says that nothing more will come, then closes; resets when that takes longer than {@code nanos}. */
    void finish(long nanos);

    /**
     * Sends what is queued, then closes as {@link #finish} does, but without saying that the body is whole: the daemon stops, the stream does
     * not end.
     */
    default void leave(long nanos) {
        finish(nanos);
    }

    /** Fills {@code into} with what the kernel knows of the connection; false where it does not tell. */
    default boolean tcpInfo(TcpInfoReader reader, TcpInfo into) {
        return false;
    }

    /** Whether the peer has paused, so that the kernel must bear that it takes nothing, or goes on. */
    default void paused(boolean pause) {}

    /** Closes at once with a reset, so that nothing lingers in the kernel and the peer does not take it for an end. */
    void reset();
}
