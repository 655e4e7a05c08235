/**
 * The input from standard input. One thread of its own waits for bytes; what is told of them belongs to the event loop of the source.
 */
@NullMarked
package io.ringcast.daemon.source.stdin;

import org.jspecify.annotations.NullMarked;
