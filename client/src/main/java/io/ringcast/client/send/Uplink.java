package io.ringcast.client.send;

import io.ringcast.client.UnavailableException;
import java.io.IOException;

/** A connection into a daemon that takes a stream. */
interface Uplink extends AutoCloseable {

    /**
     * Connects and is let in.
     *
     * @param mediaType what comes, {@code ""} when nobody knows
     * @throws UnavailableException if it cannot, or is refused
     */
    void open(String mediaType) throws IOException;

    /** Gives the kernel all of {@code bytes}; waits while the other side is slower. */
    void write(byte[] bytes, int count) throws IOException;

    /** Nothing more comes; waits until the other side has said that it has all of it, where it says so. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
