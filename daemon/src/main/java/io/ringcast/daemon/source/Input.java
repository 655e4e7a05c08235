package io.ringcast.daemon.source;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run of one input: an item or a live stream from its first byte on, which may outlive a connection. Owned by the source's event
 * loop; its methods are called there, and none of them calls the {@link InputSink} before it returns.
 */
public interface Input {

    /**
     * Begins; after a loss or an {@link #interrupt()} with {@link #canResume()}, goes on at the byte where it broke. Called once at
     * first and then at most once per loss.
     */
    void start();

    /**
     * Stops ({@code false}) or resumes ({@code true}) taking bytes in. Some bytes that are already on their way may still be given.
     * Reading is on at first; the setting survives a resumption.
     */
    void autoRead(boolean on);

    /** Drops the connection, as if it had been lost; no callback comes because of it, nor any other before the next {@link #start()}. */
    void interrupt();

    /** After a loss: whether {@link #start()} can continue this run at the byte where it broke, so that not one byte differs. */
    boolean canResume();

    /** Bytes that are still to come of what is being delivered, absent when nobody knows. */
    default OptionalLong remaining() {
        return OptionalLong.empty();
    }

    /** Whether its items follow each other for ever, although each of them has an end. */
    default boolean endless() {
        return false;
    }

    /** Where its bytes really come from, redirects followed: what relative references in them start from. */
    default Optional<URI> location() {
        return Optional.empty();
    }

    /**
     * Gives up the item that is being delivered, because it is no media, and goes on with the next one; called from a callback of the
     * sink.
     *
     * @return whether there is a next one
     */
    default boolean skip(InputFailure why) {
        return false;
    }

    /** Ends it now. No callback comes after this returns. Idempotent. */
    void stop();
}
