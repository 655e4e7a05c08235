package io.ringcast.client;

import java.util.Optional;

/**
 * What was listened to.
 *
 * @param bytes written
 * @param cuts connections that broke
 * @param gaps places at which what follows does not go on behind what was before
 * @param next the byte that would come next, absent where the stream does not count
 */
public record ListenResult(long bytes, int cuts, int gaps, Optional<ListenPosition> next) {}
