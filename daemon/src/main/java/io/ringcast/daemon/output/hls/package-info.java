/**
 * HLS from the ring of a source, without a disk: {@code /NAME.m3u8} names pieces of the ring that begin at join points. What belongs to one
 * source runs on one event loop, its requests on the loops of their connections.
 */
@NullMarked
package io.ringcast.daemon.output.hls;

import org.jspecify.annotations.NullMarked;
