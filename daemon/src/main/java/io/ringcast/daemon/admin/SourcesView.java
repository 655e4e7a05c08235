package io.ringcast.daemon.admin;

import io.ringcast.daemon.metrics.ObservedSource;
import java.util.Collection;
import java.util.Optional;

/** The sources that run now. Thread-safe. */
@FunctionalInterface
public interface SourcesView {

    /** All of them, in the order in which they are shown. */
    Collection<? extends ObservedSource> all();

    /** The one of that name. */
    default Optional<? extends ObservedSource> find(String name) {
        return all().stream()
                .filter(source -> source.stream().name().equals(name))
                .findFirst();
    }
}
