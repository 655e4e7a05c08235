package io.ringcast.daemon.transport;

/**
 * What one event loop has to do, as accepted connections are spread by it.
 *
 * @param loop its place among the loops, from 0 on
 * @param bytesPerSecond what it delivered when it was last measured
 * @param measured connections that this was delivered to
 * @param connections accepted connections that it has now
 */
public record LoopUse(int loop, long bytesPerSecond, int measured, int connections) {}
