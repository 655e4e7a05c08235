/**
 * Outputs that record into files: named by the clock, cut at join points so that each plays alone, and thrown away by age, size or free
 * space. Where to cut is decided on one event loop; a thread of each recorder's own does what may wait for a disk.
 */
@NullMarked
package io.ringcast.daemon.output.file;

import org.jspecify.annotations.NullMarked;
