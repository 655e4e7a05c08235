/** The daemon put together. */
@NullMarked
package io.ringcast.daemon.app;

import org.jspecify.annotations.NullMarked;
