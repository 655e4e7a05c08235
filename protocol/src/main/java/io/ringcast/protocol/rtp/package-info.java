/**
 * RTP as it carries MPEG-TS over a network: the fixed header (RFC 3550) and what RFC 2250 says of payload type 33. An object belongs to
 * the thread that feeds it.
 */
@NullMarked
package io.ringcast.protocol.rtp;

import org.jspecify.annotations.NullMarked;
