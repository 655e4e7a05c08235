/**
 * Which format a stream of bytes has, what its units are, and where a decoder can join it. A parser belongs to the thread that feeds
 * it; formats are values.
 */
@NullMarked
package io.ringcast.protocol.container;

import org.jspecify.annotations.NullMarked;
