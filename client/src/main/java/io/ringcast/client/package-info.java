/**
 * The client library: listen to a stream, ask a daemon's admin API, and load-test a stream. {@link io.ringcast.client.RingcastClient}
 * blocks the thread that calls it; {@link io.ringcast.client.Bench} has event loops of its own.
 */
@NullMarked
package io.ringcast.client;

import org.jspecify.annotations.NullMarked;
