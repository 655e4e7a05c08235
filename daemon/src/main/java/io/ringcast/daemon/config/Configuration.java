package io.ringcast.daemon.config;

import java.util.List;
import java.util.Optional;

/**
 * Everything that a daemon is told.
 *
 * @param daemon what concerns the whole daemon
 * @param sources in the order in which they were given
 */
public record Configuration(DaemonConfig daemon, List<SourceConfig> sources) {

    /** Memory that every source may count on; together they must fit. */
    public static final DataSize RING_FLOOR = DataSize.parse("4MiB");

    public Configuration {
        sources = List.copyOf(sources);
    }

    /** The source of that name. */
    public Optional<SourceConfig> source(String name) {
        return sources.stream().filter(source -> source.name().equals(name)).findFirst();
    }

    /** Whether all of it goes together; for configurations that are made in code, since a loaded one has been checked. */
    public LoadResult check() {
        Report report = new Report();
        Combinations.check(this, report);
        return report.result(() -> this);
    }
}
