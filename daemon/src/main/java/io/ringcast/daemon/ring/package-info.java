/**
 * The pool of chunks and the broadcast ring over it: one writer, many cursors, a join index. Needs netty-buffer only. The writer
 * belongs to one thread; cursors may be on any.
 */
@NullMarked
package io.ringcast.daemon.ring;

import org.jspecify.annotations.NullMarked;
