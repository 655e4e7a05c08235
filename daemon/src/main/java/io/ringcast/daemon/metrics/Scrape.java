package io.ringcast.daemon.metrics;

/**
 * All metrics at one moment, written out.
 *
 * @param mediaType what {@code body} is
 * @param body nobody changes the array
 */
@SuppressWarnings("ArrayRecordComponent")
public record Scrape(String mediaType, byte[] body) {}
