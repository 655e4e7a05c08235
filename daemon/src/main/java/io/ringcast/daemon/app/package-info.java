/**
 * The composition root: makes everything of a configuration, starts it in order and stops it in order. The only place that knows everyone.
 * Runs on the thread that starts the daemon.
 */
@NullMarked
package io.ringcast.daemon.app;

import org.jspecify.annotations.NullMarked;
