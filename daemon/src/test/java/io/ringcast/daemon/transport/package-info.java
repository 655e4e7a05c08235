/** Tests of the transports that this machine has, Netty's own suites among them. */
@NullMarked
package io.ringcast.daemon.transport;

import org.jspecify.annotations.NullMarked;
