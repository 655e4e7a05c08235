/** The {@code ringcast} command; everything runs on the main thread, but for what feeds a player and what asks for the live edge. */
@NullMarked
package io.ringcast.client.cli;

import org.jspecify.annotations.NullMarked;
