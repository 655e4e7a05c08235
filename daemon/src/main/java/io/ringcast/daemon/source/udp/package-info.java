/**
 * The inputs that take MPEG-TS out of datagrams, multicast and unicast, with RTP and without. A run belongs to the event loop of its
 * source, and so does its socket.
 */
@NullMarked
package io.ringcast.daemon.source.udp;

import org.jspecify.annotations.NullMarked;
