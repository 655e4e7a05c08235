/**
 * A ring and what is known of it: format, segments, join points, the splice that writes it, and who demands it. The write side belongs to the source's event loop; what readers see are immutable snapshots behind volatile fields.
 */
@NullMarked
package io.ringcast.daemon.stream;

import org.jspecify.annotations.NullMarked;
