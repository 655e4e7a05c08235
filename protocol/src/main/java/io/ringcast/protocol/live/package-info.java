/**
 * Offsets and epochs of a live stream, the byte ranges of RFC 8673 that name them, and the search for a place in one. Records are pure
 * values, usable from any thread; what searches belongs to whoever reads the body.
 */
@NullMarked
package io.ringcast.protocol.live;

import org.jspecify.annotations.NullMarked;
