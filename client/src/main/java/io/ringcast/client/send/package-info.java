/**
 * Sends a file into a daemon as a live stream: cut into units, released by its own clock. {@link io.ringcast.client.send.Sender} blocks
 * the thread that calls it, and everything here belongs to that thread.
 */
@NullMarked
package io.ringcast.client.send;

import org.jspecify.annotations.NullMarked;
