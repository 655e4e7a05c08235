/**
 * What systemd is told: readiness, state, and that the event loops still turn. Runs on an event loop of its own, which exists only where
 * systemd asked to be told.
 */
@NullMarked
package io.ringcast.daemon.systemd;

import org.jspecify.annotations.NullMarked;
