/**
 * Raw TCP inputs: connections that we open, and a port on which one publisher at a time is let in. A connection that we open belongs to
 * the event loop of its source; one that comes in belongs to any, and its bytes cross over.
 */
@NullMarked
package io.ringcast.daemon.source.tcp;

import org.jspecify.annotations.NullMarked;
