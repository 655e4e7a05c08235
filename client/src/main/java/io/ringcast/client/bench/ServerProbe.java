package io.ringcast.client.bench;

import io.ringcast.client.UnavailableException;

/** Tells what the server under test uses. Blocks the thread that asks. */
@FunctionalInterface
public interface ServerProbe {

    /** What it has used until now. */
    ServerSample sample() throws UnavailableException, InterruptedException;
}
