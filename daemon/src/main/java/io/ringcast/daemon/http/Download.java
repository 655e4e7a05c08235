package io.ringcast.daemon.http;

/** A running GET. Owned by the event loop it was started on; its methods are called there. */
public interface Download {

    /** Stops ({@code false}) or resumes ({@code true}) reading from the origin: back-pressure down to its TCP window. */
    void autoRead(boolean on);

    /** Ends it now. No callback comes after this returns. Idempotent. */
    void cancel();
}
