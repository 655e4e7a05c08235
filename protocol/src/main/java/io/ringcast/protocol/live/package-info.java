/** Offsets and epochs of a live stream, and the byte ranges of RFC 8673 that name them; pure values, usable from any thread. */
@NullMarked
package io.ringcast.protocol.live;

import org.jspecify.annotations.NullMarked;
