/**
 * The signal of {@code test:counter}: packets that number, stamp and check themselves, who writes them and who verifies them after
 * their journey. Pure values and state without threads or clocks; an instance belongs to the thread that uses it.
 */
@NullMarked
package io.ringcast.protocol.counter;

import org.jspecify.annotations.NullMarked;
