/**
 * Ordered start and stop of the daemon's parts, failures suppressed onto the first. Start and stop run on the threads that call them,
 * never on an event loop: both wait.
 */
@NullMarked
package io.ringcast.daemon.lifecycle;

import org.jspecify.annotations.NullMarked;
