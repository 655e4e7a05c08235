package io.ringcast.protocol.api;

import java.util.List;

/**
 * Why the admin API did not do what was asked; the body of every answer of 4xx and 5xx that is JSON.
 *
 * @param error one sentence for people: what was given, what was expected
 * @param known what could have been given instead, empty where there is no list
 */
public record ProblemView(String error, List<String> known) {

    public ProblemView {
        known = List.copyOf(known);
    }
}
