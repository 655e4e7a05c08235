package io.ringcast.daemon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What differs between two configurations.
 *
 * @param changes one for each key with another value; a source that only one of both has is not among them
 * @param added names of the sources that are new
 * @param removed names of the sources that are gone
 */
public record ConfigDiff(List<Change> changes, List<String> added, List<String> removed) {

    /**
     * A key with another value.
     *
     * @param source name of the source, {@code ""} for the daemon
     * @param option the key
     */
    public record Change(String source, Option<?> option) {}

    public ConfigDiff {
        changes = List.copyOf(changes);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** Compares values, not where they stand. */
    public static ConfigDiff between(Configuration before, Configuration after) {
        List<Change> changes = new ArrayList<>();
        compare(
                "",
                DaemonConfig.OPTIONS,
                before.daemon().settings(),
                after.daemon().settings(),
                changes);
        for (SourceConfig source : after.sources()) {
            before.source(source.name())
                    .ifPresent(old ->
                            compare(source.name(), SourceKeys.OPTIONS, old.settings(), source.settings(), changes));
        }
        return new ConfigDiff(changes, onlyIn(after, before), onlyIn(before, after));
    }

    /** The highest cost of all changes to {@code source}, or to the daemon for {@code ""}. */
    public ChangeCost cost(String source) {
        return changes.stream()
                .filter(change -> change.source().equals(source))
                .map(change -> change.option().cost())
                .max(Comparator.naturalOrder())
                .orElse(ChangeCost.NOTHING);
    }

    private static void compare(
            String source, List<Option<?>> options, Settings before, Settings after, List<Change> changes) {
        for (Option<?> option : options) {
            if (!before.get(option).equals(after.get(option))) {
                changes.add(new Change(source, option));
            }
        }
    }

    private static List<String> onlyIn(Configuration one, Configuration other) {
        return one.sources().stream()
                .map(SourceConfig::name)
                .filter(name -> other.source(name).isEmpty())
                .toList();
    }
}
