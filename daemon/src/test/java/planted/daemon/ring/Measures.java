package planted.daemon.ring;

import io.micrometer.core.instrument.MeterRegistry;

/** Planted: a metrics library below metrics. */
record Measures(MeterRegistry registry) {}
