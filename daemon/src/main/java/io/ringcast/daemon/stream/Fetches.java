package io.ringcast.daemon.stream;

import java.net.URI;

/**
 * Streams that are made for a URL when somebody asks for what is there, and go when nobody does any more. Implemented by sources; any
 * thread, and never waits.
 */
public interface Fetches {

    /** Gets what is at {@code target}, or has somebody share what is being got already if he can still have it from its first byte. */
    Answer open(URI target);

    /** What came of asking. */
    sealed interface Answer {

        /** It is on its way; the caller closes his share. */
        record Begun(Fetch share) implements Answer {}

        /** As much is got at the same time as may be. */
        record Full() implements Answer {}

        /** Memory is short. */
        record NoMemory() implements Answer {}

        /** The daemon stops. */
        record Stopped() implements Answer {}
    }
}
