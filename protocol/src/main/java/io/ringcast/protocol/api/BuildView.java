package io.ringcast.protocol.api;

/**
 * What runs ({@code GET /api/v1/build}).
 *
 * @param version of the daemon
 * @param transport how its event loops speak to the kernel, for example {@code epoll}
 * @param netty version of Netty
 * @param java version of the Java runtime
 */
public record BuildView(String version, String transport, String netty, String java) {}
