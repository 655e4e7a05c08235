/**
 * The load test of datagrams: many receivers of one group in one process, each of which can tell what it missed.
 *
 * <p>{@link io.ringcast.client.bench.datagram.DatagramBench} blocks the thread that calls it and has threads of its own; a receiver belongs
 * to one of them, with everything that it counts. What they counted is added up when they have stopped.
 */
@NullMarked
package io.ringcast.client.bench.datagram;

import org.jspecify.annotations.NullMarked;
