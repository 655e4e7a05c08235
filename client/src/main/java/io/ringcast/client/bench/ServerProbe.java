package io.ringcast.client.bench;

import io.ringcast.client.UnavailableException;

/** Tells what the server under test uses. Blocks the thread that asks. */
@FunctionalInterface
public interface ServerProbe {

    /** What it has used until now. */
    ServerSample sample() throws UnavailableException, InterruptedException;

    /** Processor time and memory as {@code process} sees them, the rest as the server tells. */
    static ServerProbe both(ServerProbe process, ServerProbe metrics) {
        return () -> {
            ServerSample outside = process.sample();
            ServerSample inside = metrics.sample();
            return new ServerSample(
                    outside.cpuSeconds(),
                    outside.memoryBytes().or(inside::memoryBytes),
                    inside.tickOverruns(),
                    inside.skippedBytes());
        };
    }
}
