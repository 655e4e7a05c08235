package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;

/**
 * What an {@link Input} tells of its run, on the source's event loop: {@code onConnected}, any number of bytes and titles, then exactly
 * one of {@code onEnded} and {@code onLost} (which may also come at any moment before). A run that is resumed goes on with
 * {@code onResumed} instead of {@code onConnected}.
 */
public interface InputSink {

    /** The input answers and its bytes are about to come. Once per run. */
    void onConnected(InputRun run);

    /** The input answers again, and the bytes go on where they broke off. */
    void onResumed();

    /**
     * Another item of the same run begins: what came before is whole, and the bytes that follow are of {@code run}. A sink that does
     * not tell items apart has nothing to do.
     */
    default void onItem(InputRun run) {}

    /** The connection is alive although it has nothing new yet: bytes came that were given before. */
    void onAlive();

    /** Bytes of the stream as the input delivers them, split anywhere. Borrows {@code bytes}. */
    void onBytes(ByteBuf bytes);

    /** Nanoseconds for which bytes may be left where they are, so that more of them are given at a time; 0: not at all. */
    long patienceNanos();

    /** What plays now; empty when there is no title. */
    void onTitle(String title);

    /** The real end: a fulfilled length, the end of a file. Everything else is a loss. */
    void onEnded();

    /** It broke, or never began. */
    void onLost(InputFailure failure);
}
