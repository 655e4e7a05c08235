/**
 * Sources that are made for a URL when somebody asks for what is there, and go when nobody does any more. The list of them is guarded by one
 * lock, under which nothing waits; each source belongs to an event loop of its own.
 */
@NullMarked
package io.ringcast.daemon.source.fetch;

import org.jspecify.annotations.NullMarked;
