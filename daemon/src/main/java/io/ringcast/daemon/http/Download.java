package io.ringcast.daemon.http;

/** A running GET. Owned by the event loop it was started on; its methods are called there. */
public interface Download {

    /** Stops ({@code false}) or resumes ({@code true}) reading from the origin: back-pressure down to its TCP window. */
    void autoRead(boolean on);

    /** From now on bytes of the body may be left in the kernel for so long, so that one read takes more of a slow stream. */
    void gather(long nanos);

    /** Ends it now. No callback comes after this returns. Idempotent. */
    void cancel();
}
