/** The daemon's own stdout as an output. What is here runs on one event loop, but for the thread that writes. */
@NullMarked
package io.ringcast.daemon.output.stdout;

import org.jspecify.annotations.NullMarked;
