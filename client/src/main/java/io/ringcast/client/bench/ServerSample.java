package io.ringcast.client.bench;

import java.util.Optional;

/**
 * What a server has used until a moment; what is not known is absent.
 *
 * @param cpuSeconds processor time since it started
 * @param memoryBytes memory that it occupies
 * @param tickOverruns how often its fan-out was late since it started
 * @param skippedBytes what it spared its listeners since it started
 */
public record ServerSample(
        double cpuSeconds, Optional<Long> memoryBytes, Optional<Long> tickOverruns, Optional<Long> skippedBytes) {}
