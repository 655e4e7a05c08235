package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;

/** Plays what is at a place of the web: a stream, a file, HLS or a playlist. Immutable, used from any thread. */
@FunctionalInterface
public interface WebOpener {

    /**
     * Makes a run, like {@link InputOpener#open}.
     *
     * @param tally counts what comes of the segments if it is HLS
     */
    WebInput open(EventLoop loop, WebPlace place, SegmentTally tally, InputSink sink);
}
