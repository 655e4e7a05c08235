/** Streams over HTTP: {@code GET /NAME} for players, browsers and relays. Each exchange belongs to its event loop. */
@NullMarked
package io.ringcast.daemon.output.http;

import org.jspecify.annotations.NullMarked;
