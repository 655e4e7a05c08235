/**
 * Playlists that name streams and files: M3U, its UTF-8 form M3U8, and PLS; what they name is resolved here and opened elsewhere. Pure
 * functions, used from any thread.
 */
@NullMarked
package io.ringcast.protocol.playlist;

import org.jspecify.annotations.NullMarked;
