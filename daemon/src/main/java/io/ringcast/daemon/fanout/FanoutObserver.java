package io.ringcast.daemon.fanout;

/** Told of what happens to listeners. Called on any event loop; must not block. */
public interface FanoutObserver {

    /**
     * A listener got its first byte.
     *
     * @param waitedNanos since it came
     */
    void onJoined(OutputAccount account, long waitedNanos);

    /** Sampled once a second for each listener. */
    void onLag(OutputAccount account, long lagNanos);

    /** A listener ended. */
    void onEnded(ListenerEnd end);

    /** Somebody was not let in. */
    void onRefused(OutputAccount account, Refusal reason);

    /**
     * The last bytes of a walk over an audience came later than its latency allows.
     *
     * @param waitedNanos how long the oldest of them had waited
     */
    void onOverrun(long waitedNanos);

    /**
     * An event loop widened its latencies because its walks filled its core, or took that back.
     *
     * @param factor by how much they are longer than configured, 1 for as configured
     * @param share of the time that walks took, 0 to 1
     */
    void onStretched(int factor, double share);
}
