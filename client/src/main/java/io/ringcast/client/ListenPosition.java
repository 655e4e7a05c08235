package io.ringcast.client;

/**
 * A byte of a live stream.
 *
 * @param entityTag the epoch that counts it, with its quotes
 * @param offset its position in it, 0 or more
 */
public record ListenPosition(String entityTag, long offset) {

    public ListenPosition {
        if (offset < 0) {
            throw new IllegalArgumentException("offset: " + offset + " (expected: >= 0)");
        }
    }
}
