package io.ringcast.daemon.transport;

/** Told once a second how much one event loop delivers, so that accepted connections go where least is. Called on that loop. */
public interface LoopLoad {

    /** For loops that nothing is accepted on. */
    LoopLoad UNHEARD = (bytesPerSecond, connections) -> {};

    /**
     * Replaces what was said before.
     *
     * @param bytesPerSecond bytes that kernels took from this loop in the last second, of the connections below
     * @param connections those that were there for all of that second; the others count as average
     */
    void measured(long bytesPerSecond, int connections);
}
