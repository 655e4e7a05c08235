package io.ringcast.daemon.output.announce;

/**
 * A stream of the HTTP port that multicast DNS announces.
 *
 * @param title what people see
 * @param path of its URL, with the slash
 */
public record Offer(String title, String path) {}
