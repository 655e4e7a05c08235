/**
 * What the daemon does, in figures for Prometheus and in lines for the log: observers that the lower packages call on their event loops,
 * and gauges that read snapshots when somebody asks. {@link io.ringcast.daemon.metrics.Metric} declares every figure; recording one
 * takes no lock and makes no garbage, reading them all belongs on a thread that may block.
 */
@NullMarked
package io.ringcast.daemon.metrics;

import org.jspecify.annotations.NullMarked;
