/**
 * The file input: a file, the files of a directory or of a pattern, or a playlist. What an input is belongs to the event loop of its
 * source; everything that waits for a disk runs on the executor that {@code app} gives.
 */
@NullMarked
package io.ringcast.daemon.source.file;

import org.jspecify.annotations.NullMarked;
