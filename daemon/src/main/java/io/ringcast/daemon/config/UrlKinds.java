package io.ringcast.daemon.config;

import io.ringcast.daemon.config.UrlKind.Direction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of inputs and outputs that this daemon has; loader and reference are given it. */
public final class UrlKinds {

    private record Key(Direction direction, String prefix) {}

    private final List<UrlKind> kinds;
    private final Map<Key, UrlKind> byPrefix = new HashMap<>();

    private UrlKinds(List<UrlKind> kinds) {
        this.kinds = kinds;
        for (UrlKind kind : kinds) {
            for (String prefix : kind.prefixes()) {
                UrlKind other = byPrefix.put(new Key(kind.direction(), prefix), kind);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "prefix: " + prefix + " of " + kind + " and " + other + " (expected: one kind for each)");
                }
            }
        }
    }

    /** In the order in which the reference shows them. */
    public static UrlKinds of(UrlKind... kinds) {
        return new UrlKinds(List.of(kinds));
    }

    /** All of them. */
    public List<UrlKind> all() {
        return kinds;
    }

    /**
     * An input that is given by its URL alone, as on the command line.
     *
     * @throws InvalidValueException when no input has such a URL
     */
    public InputConfig input(String url) {
        return EndpointReader.input(url, this);
    }

    /**
     * An output that is given by its URL alone, as on the command line.
     *
     * @throws InvalidValueException when no output has such a URL
     */
    public OutputConfig output(String url) {
        return EndpointReader.output(url, this);
    }

    /** What stands for a URL in a table that has none: the prefix of the kind whose key it has. */
    Optional<String> urlFor(Direction direction, Set<String> keys) {
        return kinds.stream()
                .filter(kind -> kind.direction() == direction)
                .filter(kind ->
                        kind.key().filter(key -> keys.contains(key.name())).isPresent())
                .map(kind -> kind.prefixes().get(0) + ":")
                .findFirst();
    }

    /** The kind that {@code url} names: by scheme and word, or else by scheme. */
    UrlKind find(Direction direction, Url url) {
        String word = url.scheme() + ":" + url.path();
        Optional<UrlKind> kind = Optional.ofNullable(byPrefix.get(new Key(direction, word)))
                .filter(found -> !url.hasAuthority())
                .or(() -> Optional.ofNullable(byPrefix.get(new Key(direction, url.scheme()))));
        return kind.orElseThrow(() -> unknown(direction, url, word));
    }

    private InvalidValueException unknown(Direction direction, Url url, String word) {
        List<String> known = kinds.stream()
                .filter(kind -> kind.direction() == direction)
                .flatMap(kind -> kind.prefixes().stream())
                .toList();
        Direction opposite = direction == Direction.INPUT ? Direction.OUTPUT : Direction.INPUT;
        boolean misplaced = byPrefix.containsKey(new Key(opposite, url.scheme()));
        String remedy = misplaced
                ? "; this one belongs in " + (opposite == Direction.INPUT ? "inputs" : "outputs")
                : Suggestion.among(known, url.hasAuthority() ? url.scheme() : word);
        String role = direction == Direction.INPUT ? "an input" : "an output";
        return new InvalidValueException(
                url.toString(), role + " of a kind that exists: " + String.join(", ", known) + remedy);
    }
}
