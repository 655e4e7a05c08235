package io.ringcast.daemon.source;

/** Somebody who sends a stream to us on a connection of his own. Any thread may call it. */
public interface Publisher {

    /** Where he is, for people. */
    String address();

    /** Stops or resumes reading what he sends. */
    void autoRead(boolean on);

    /** All that he sent was taken, to its end. */
    void taken();

    /** He has to go: his connection is closed, {@code why} is said to him where his protocol can. */
    void dismiss(String why);
}
