package io.ringcast.daemon.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param origin where it stands
 * @param message value, expectation and remedy in one line, without secrets
 */
public record Problem(Origin origin, String message) {

    /** As people and editors read it: {@code ringcast.toml:12:9: stall: 10 (expected: a duration …)}. */
    @Override
    public String toString() {
        return origin + ": " + message;
    }
}
