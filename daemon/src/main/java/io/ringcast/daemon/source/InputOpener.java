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

    /** Makes a run that is owned by {@code loop} and tells {@code sink} what happens; it does nothing before its {@code start}. */
    Input open(EventLoop loop, InputSink sink);
}
