/**
 * HTTP Live Streaming as an input (RFC 8216): which variant, which segments, when the playlist is asked for again, and their bytes as one
 * stream. A run belongs to the event loop of its source, and so does all that it gets.
 */
@NullMarked
package io.ringcast.daemon.source.hls;

import org.jspecify.annotations.NullMarked;
