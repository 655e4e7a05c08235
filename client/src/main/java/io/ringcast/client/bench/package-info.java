/**
 * The load test: many listeners of one stream in one process, each of which can prove that it got every byte, and how late.
 *
 * <p>{@link io.ringcast.client.bench.Bench} blocks the thread that calls it and has event loops of its own; a listener belongs to one of
 * them, with everything that it counts. What loops counted is added up when they have stopped.
 */
@NullMarked
package io.ringcast.client.bench;

import org.jspecify.annotations.NullMarked;
