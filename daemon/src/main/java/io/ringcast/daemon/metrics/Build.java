package io.ringcast.daemon.metrics;

/**
 * What runs.
 *
 * @param version of Ringcast
 * @param transport how the event loops speak to the kernel, for example {@code epoll}
 * @param netty version of Netty
 * @param java version of the Java runtime
 */
public record Build(String version, String transport, String netty, String java) {}
