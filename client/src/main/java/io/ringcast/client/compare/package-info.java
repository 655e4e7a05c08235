/**
 * The page that shows Ringcast beside other servers: medians of many load tests, as tables and drawings. Run by
 * {@code client/src/compare/compare.sh}, on one thread.
 */
@NullMarked
package io.ringcast.client.compare;

import org.jspecify.annotations.NullMarked;
