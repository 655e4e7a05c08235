/**
 * The configuration: typed records, the keys with their one declaration each, kinds of URLs, the TOML loader with its problems, and the
 * pages written from the same declarations. What is here is immutable and may be used from any thread; loading reads files and must not
 * run on an event loop.
 */
@NullMarked
package io.ringcast.daemon.config;

import org.jspecify.annotations.NullMarked;
