package io.ringcast.client.compare;

import io.ringcast.client.bench.BenchResult;
import java.util.Optional;

/**
 * One load test of one server.
 *
 * @param server its name
 * @param budgetMillis the latency that it was allowed; 0 for one that cannot be told
 * @param scenario who listened to what
 * @param paced whether the source has a rate; else it gives what is taken, and latency says nothing
 * @param round how many-th time
 * @param bench what was seen; absent if the test could not be made
 * @param error why not
 */
public record Run(
        String server,
        int budgetMillis,
        String scenario,
        boolean paced,
        int round,
        Optional<BenchResult> bench,
        Optional<String> error) {

    /** What the server is called in tables and drawings. */
    String label() {
        return budgetMillis > 0 ? server + ", " + budgetMillis + " ms" : server;
    }
}
