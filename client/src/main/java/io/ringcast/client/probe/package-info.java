/**
 * What a stream is: read from a file, a connection or datagrams, taken apart and measured.
 *
 * <p>{@link io.ringcast.client.probe.Probe} blocks the thread that calls it; a stream is read by a thread of its own, so that silence does
 * not keep the caller beyond the time that it gave. The analysis belongs to whoever holds its monitor.
 */
@NullMarked
package io.ringcast.client.probe;

import org.jspecify.annotations.NullMarked;
