package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import java.util.Optional;

/** One configured input of a source, opened anew for each run. Immutable; used from any thread. */
public interface InputOpener {

    /** Where it reads from, secrets masked. */
    String url();

    /** What came of its datagrams over all runs; empty for inputs that have none. */
    default Optional<DatagramTally> datagrams() {
        return Optional.empty();
    }

    /**
     * The source starts: an input that waits for others opens its door now, and has {@code ready} called, on any thread, when somebody
     * is there whose bytes could be had at once although no run is open. Called once, on {@code loop}.
     */
    default void attend(EventLoop loop, Runnable ready) {}

    /** The source stops for good: an input that waits for others sends away who is there. On the loop, behind the last run. */
    default void dismiss() {}

    /** What came of its HLS segments over all runs; empty for inputs that have met none. */
    default Optional<SegmentTally> segments() {
        return Optional.empty();
    }

    /** The connections that its account may have, which it takes one of while it runs; empty where they are not counted. */
    default Optional<Places> places() {
        return Optional.empty();
    }

    /** Makes a run that is owned by {@code loop} and tells {@code sink} what happens; it does nothing before its {@code start}. */
    Input open(EventLoop loop, InputSink sink);
}
