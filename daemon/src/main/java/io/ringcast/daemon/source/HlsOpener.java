package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.ringcast.protocol.playlist.HlsPlaylist;
import java.net.URI;
import java.util.OptionalLong;

/** Plays the HLS playlists that inputs meet. Immutable, used from any thread. */
@FunctionalInterface
public interface HlsOpener {

    /** Makes a run of {@code found}, like {@link InputOpener#open}. */
    Input open(EventLoop loop, Found found, InputSink sink);

    /**
     * What an input has met.
     *
     * @param playlist as it came
     * @param location where it came from, redirects followed
     * @param fetcher gets what it names
     * @param maxBandwidth bits per second that a variant may have; the best is taken when absent
     * @param tally counts what comes of its segments
     */
    record Found(HlsPlaylist playlist, URI location, Fetcher fetcher, OptionalLong maxBandwidth, SegmentTally tally) {}
}
