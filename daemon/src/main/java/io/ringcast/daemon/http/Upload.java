package io.ringcast.daemon.http;

/** A running upload. Owned by the event loop it was started on; its methods are called there. */
public interface Upload {

    /** The last byte of the body was handed to the channel: from now on an answer is waited for, as long as a response head may take. */
    void sent();

    /** Ends it now. No callback comes after this returns. Idempotent. */
    void cancel();
}
