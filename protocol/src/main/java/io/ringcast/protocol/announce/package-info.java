/**
 * What announces streams to others in the same network, in bits: packets of SAP (RFC 2974), and messages of multicast DNS (RFC 6762) with what
 * of DNS is in them (RFC 1035). Values and pure functions, on any thread.
 */
@NullMarked
package io.ringcast.protocol.announce;

import org.jspecify.annotations.NullMarked;
