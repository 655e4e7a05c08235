package io.ringcast.client.compare;

import java.util.List;

/**
 * Where and how it was measured.
 *
 * @param date the day, as YYYY-MM-DD
 * @param processor its model
 * @param processors how many it has
 * @param kernel its name and release
 * @param congestionControl that of its TCP sockets
 * @param rounds how often everything was measured
 * @param seconds how long each time
 * @param settleSeconds how long each server ran with all listeners before that
 * @param servers which
 */
public record Machine(
        String date,
        String processor,
        int processors,
        String kernel,
        String congestionControl,
        int rounds,
        int seconds,
        int settleSeconds,
        List<Server> servers) {

    /** A server and what it says of its version. */
    public record Server(String name, String version) {}
}
