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

    /** A walk over an audience took longer than its latency allows. */
    void onOverrun(long tookNanos);
}
