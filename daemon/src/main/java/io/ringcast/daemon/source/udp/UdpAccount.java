package io.ringcast.daemon.source.udp;

import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.protocol.rtp.DatagramCounts;
import java.util.OptionalLong;

/**
 * Counts of a configured input over all its runs: written on the loop of its source, by one run at a time; read from any thread.
 */
final class UdpAccount {

    private volatile DatagramTally shown = DatagramTally.NONE;

    // Owned by the loop.
    private DatagramTally before = DatagramTally.NONE;
    private boolean warned;

    /** What was published last. Any thread. */
    DatagramTally tally() {
        return shown;
    }

    /** What the open run has counted so far. */
    void publish(DatagramCounts counts, OptionalLong dropped, long rejoins) {
        DatagramTally past = before;
        shown = new DatagramTally(past.counts().plus(counts), sum(past.dropped(), dropped), past.rejoins() + rejoins);
    }

    /** The open run has ended: what it published last stays. */
    void close() {
        before = shown;
    }

    /** True once: what is always the same need not be said for each run. */
    boolean firstWarning() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isEmpty() && other.isEmpty() ? one : OptionalLong.of(one.orElse(0) + other.orElse(0));
    }
}
