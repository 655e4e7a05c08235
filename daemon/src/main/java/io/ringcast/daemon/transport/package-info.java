/**
 * Event loops, channel types, socket options and name resolution: io_uring, epoll, kqueue or NIO, chosen by constructing them. What is
 * here is immutable after start and may be used from any thread.
 */
@NullMarked
package io.ringcast.daemon.transport;

import org.jspecify.annotations.NullMarked;
