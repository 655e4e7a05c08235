/** {@code GET /fetch?url=}: what is at a URL, for who shows that he may have it. Each exchange belongs to its event loop. */
@NullMarked
package io.ringcast.daemon.output.fetch;

import org.jspecify.annotations.NullMarked;
