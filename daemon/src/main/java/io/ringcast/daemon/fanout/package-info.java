/**
 * Listeners: who gets a stream's bytes, how far each is, what happens when one falls behind, and how each ended. A listener belongs to
 * the event loop of its channel; each event loop has one {@link io.ringcast.daemon.fanout.FanoutTick} that serves all of its listeners.
 */
@NullMarked
package io.ringcast.daemon.fanout;

import org.jspecify.annotations.NullMarked;
