package io.ringcast.client.send;

/** Is told how sending goes, by the thread that sends. */
@FunctionalInterface
public interface SendWatch {

    /** So many bytes were given to the kernel since the beginning. */
    void onSent(long bytes);
}
