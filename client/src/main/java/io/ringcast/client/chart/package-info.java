/** Small line charts as SVG, without a library: pure functions, any thread. */
@NullMarked
package io.ringcast.client.chart;

import org.jspecify.annotations.NullMarked;
