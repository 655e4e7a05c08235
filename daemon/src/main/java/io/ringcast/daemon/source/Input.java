package io.ringcast.daemon.source;

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

    /** Ends it now. No callback comes after this returns. Idempotent. */
    void stop();
}
