package io.ringcast.daemon.config;

import java.util.List;
import java.util.Optional;

/**
 * One output of a source.
 *
 * @param kind what its URL names
 * @param url without user info in any display; without the query where the kind takes its options from there
 * @param settings its options
 */
public record OutputConfig(UrlKind kind, Url url, Settings settings) {

    /** What the output is called in logs, API and metrics. */
    public static final Option<Optional<String>> NAME = Option.of(
                    "name",
                    ValueType.of("name", SourceConfig.NAME_EXPECTATION, SourceConfig::requireName, name -> name),
                    "What the output is called in logs, API and metrics; else its kind and port.")
            .costs(ChangeCost.NOTHING);

    /** The policy of its listeners. */
    public static final Option<Optional<Policy>> POLICY = Option.word(
                    "policy", Policy.class, "What happens to its listeners that fall behind; else as the source says.")
            .costs(ChangeCost.NOTHING);

    /** What outputs of every kind have. */
    static final List<Option<?>> COMMON = List.of(NAME, POLICY);

    /** Its name: the one it was given, or its kind and port. */
    public String name() {
        return settings.get(NAME).orElse(url.port() < 0 ? kind.name() : kind.name() + "-" + url.port());
    }

    /** Its own policy, where it has one. */
    public Optional<Policy> policy() {
        return settings.get(POLICY);
    }

    /** The TCP port that it opens, where its kind does. */
    public Optional<ListenAddress> listenAddress() {
        if (!kind.listens() || url.port() < 0) {
            return Optional.empty();
        }
        Optional<String> host = url.host().isEmpty() ? Optional.empty() : Optional.of(url.host());
        return Optional.of(new ListenAddress(host, url.port()));
    }

    /**
     * The value of one of the options that its kind declares.
     *
     * @throws IllegalArgumentException when the kind has no such option
     */
    public <T> T get(Option<T> option) {
        kind.requireDeclared(option);
        return settings.get(option);
    }

    /** Whether somebody gave it a value. */
    public boolean isGiven(Option<?> option) {
        kind.requireDeclared(option);
        return settings.isGiven(option);
    }
}
