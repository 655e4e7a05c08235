/**
 * Child processes: each in a group of its own, a thread for each of its pipes, and an end that leaves neither zombie nor orphan.
 *
 * <p>A {@link io.ringcast.daemon.process.Child} belongs to one event loop, which is told what happens to it; all that blocks (starting,
 * reading, writing, waiting) runs on threads of the child, which end with it.
 */
@NullMarked
package io.ringcast.daemon.process;

import org.jspecify.annotations.NullMarked;
