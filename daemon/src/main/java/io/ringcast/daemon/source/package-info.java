/**
 * Supervision of a source's inputs: which one feeds the stream, when it is retried, how fast its bytes are released. Everything of one
 * source runs on the source's event loop; what other threads see is {@link io.ringcast.daemon.source.SourceSnapshot}, and what they may
 * ask for crosses over in the public methods of {@link io.ringcast.daemon.source.SourceSupervisor}.
 */
@NullMarked
package io.ringcast.daemon.source;

import org.jspecify.annotations.NullMarked;
