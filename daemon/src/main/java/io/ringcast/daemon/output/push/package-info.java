/**
 * Outputs that connect to somebody and give him the stream: a TCP port, a web server, an Icecast server. A {@link
 * io.ringcast.daemon.output.push.Plan} says what is given next, an {@link io.ringcast.daemon.output.push.Attempt} carries it, and {@link
 * io.ringcast.daemon.output.push.PushOutput} tries until it is there. Each output runs on one event loop.
 */
@NullMarked
package io.ringcast.daemon.output.push;

import org.jspecify.annotations.NullMarked;
