/** The {@code ringcast} command; everything runs on the main thread. */
@NullMarked
package io.ringcast.client.cli;

import org.jspecify.annotations.NullMarked;
