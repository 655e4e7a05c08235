/**
 * Built-in signals: a test card, a counter that verifies itself, null packets. They need no network; each run belongs to the event loop
 * of its source.
 */
@NullMarked
package io.ringcast.daemon.source.test;

import org.jspecify.annotations.NullMarked;
