package io.ringcast.daemon.app;

import io.ringcast.daemon.config.OutputConfig;
import java.util.Set;

/**
 * What is decided by how the daemon was started, not by its configuration.
 *
 * @param movesBusyPorts whether a busy port that nobody asked for moves to the next free one
 * @param itemsAwaitListeners whether a finite item starts with the first listener
 * @param defaultPorts TCP ports that nobody asked for by their number
 */
public record DaemonOptions(boolean movesBusyPorts, boolean itemsAwaitListeners, Set<Integer> defaultPorts) {

    /** As a service: what is configured, or nothing. */
    public static final DaemonOptions SERVICE = new DaemonOptions(false, false, Set.of());

    public DaemonOptions {
        defaultPorts = Set.copyOf(defaultPorts);
    }

    /** At a prompt: what works. */
    public static DaemonOptions atPrompt(Set<Integer> defaultPorts) {
        return new DaemonOptions(true, true, defaultPorts);
    }

    boolean isDefaultPort(OutputConfig output) {
        return defaultPorts.contains(output.url().port());
    }
}
