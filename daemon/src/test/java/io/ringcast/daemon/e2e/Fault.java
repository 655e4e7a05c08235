package io.ringcast.daemon.e2e;

/** What can go wrong with an origin. */
enum Fault {
    /** Whoever is connected is closed cleanly, in the middle of a unit. */
    DIES,
    /** Whoever is connected is reset. */
    RESETS,
    /** Whoever is connected hears nothing more; who connects anew is served. */
    STALLS,
    /** Random bytes come instead of the stream, to those who connect anew as well. */
    GARBAGE,
    /** Bytes come at a fraction of their rate. */
    SLOW,
    /** The origin is not there for a while, and comes back with another stream. */
    COMES_BACK
}
