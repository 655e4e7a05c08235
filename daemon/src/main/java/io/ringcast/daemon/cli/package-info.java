/** The {@code ringcastd} command line. Runs on the main thread. */
@NullMarked
package io.ringcast.daemon.cli;

import org.jspecify.annotations.NullMarked;
