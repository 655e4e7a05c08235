package io.ringcast.client;

import io.ringcast.protocol.live.LivePlace;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Is told how listening goes, on the thread that listens. */
public interface ListenWatch {

    /** Listens to nothing of it. */
    ListenWatch NONE = new ListenWatch() {};

    /**
     * Bytes that do not go on behind others follow: the first ones, or those behind a gap.
     *
     * @param place where they begin, absent when the stream does not say; then it cannot be resumed
     */
    default void onBegun(URI stream, Optional<LivePlace> place) throws IOException {}

    /** The answer says that it has so many bytes in all: it is no live stream. */
    default void onLength(long bytes) {}

    /**
     * So many bytes were written.
     *
     * @param next the byte that comes next, absent where the stream does not count or its preamble is not complete
     */
    default void onBytes(int count, Optional<ListenPosition> next) {}

    /** The connection was cut, or could not be made; another one is tried after {@code wait}. */
    default void onCut(URI stream, String why, Duration wait) {}

    /** Goes on at the byte where it broke. */
    default void onResumed(URI stream, ListenPosition at) {}

    /** The byte where it broke cannot be had; what follows begins behind a gap, or repeats a little. */
    default void onGap(String why) {}
}
