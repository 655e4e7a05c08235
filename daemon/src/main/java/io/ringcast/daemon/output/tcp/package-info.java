/** Raw TCP: bytes flow as soon as a client connects. Each connection belongs to its event loop. */
@NullMarked
package io.ringcast.daemon.output.tcp;

import org.jspecify.annotations.NullMarked;
