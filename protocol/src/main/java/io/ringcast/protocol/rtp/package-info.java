/**
 * MPEG-TS in datagrams: RTP as it carries it (RFC 3550, RFC 2250), and what a receiver makes of datagrams with and without it. An object
 * belongs to the thread that feeds it.
 */
@NullMarked
package io.ringcast.protocol.rtp;

import org.jspecify.annotations.NullMarked;
