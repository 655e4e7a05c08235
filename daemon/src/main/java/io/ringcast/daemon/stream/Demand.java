package io.ringcast.daemon.stream;

/** How listeners make a source run that starts with its first one. Implemented by the source; called from any event loop. */
public interface Demand {

    /** Somebody listens who did not before. Paired with exactly one {@link #onLeft()}. */
    void onArrived();

    /** That listener has gone. */
    void onLeft();
}
