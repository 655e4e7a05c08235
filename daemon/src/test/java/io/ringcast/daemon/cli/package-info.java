/** The command line. */
@NullMarked
package io.ringcast.daemon.cli;

import org.jspecify.annotations.NullMarked;
