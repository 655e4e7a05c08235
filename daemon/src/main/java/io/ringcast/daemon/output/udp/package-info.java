/**
 * Datagrams: MPEG-TS over UDP and RTP to hosts and groups, sent by the program clock of the stream. All outputs together have one thread,
 * the loop of {@link io.ringcast.daemon.transport.PacingTransport}; everything here belongs to it unless it says otherwise.
 */
@NullMarked
package io.ringcast.daemon.output.udp;

import org.jspecify.annotations.NullMarked;
