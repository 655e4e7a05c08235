package io.ringcast.protocol.api;

import java.util.List;

/**
 * Whether the daemon is well ({@code GET /health/live}, {@code GET /health/ready}).
 *
 * @param ok whether it is; the status of the answer is 200 or 503 accordingly
 * @param problems why it is not, a sentence each
 */
public record HealthView(boolean ok, List<String> problems) {

    public HealthView {
        problems = List.copyOf(problems);
    }
}
