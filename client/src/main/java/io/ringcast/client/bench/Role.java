package io.ringcast.client.bench;

/** How a listener of a load test behaves. */
enum Role {
    /** Reads whatever comes. */
    HEALTHY,
    /** Stops reading once it has settled, and stays connected. */
    STOPPED,
    /** Reads no faster than a rate. */
    SLOW
}
