package io.ringcast.daemon.config;

import io.ringcast.daemon.config.UrlKind.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlTable;

/** Reads an input or output: a URL, or a table with a URL and options. */
final class EndpointReader {

    static final String URL_KEY = "url";

    private record Endpoint(UrlKind kind, Url url, Settings settings) {}

    private EndpointReader() {}

    static InputConfig readInput(Raw raw, ReadContext context) {
        Endpoint endpoint = read(Direction.INPUT, raw, context);
        return new InputConfig(endpoint.kind(), endpoint.url(), endpoint.settings());
    }

    static OutputConfig readOutput(Raw raw, ReadContext context) {
        Endpoint endpoint = read(Direction.OUTPUT, raw, context);
        return new OutputConfig(endpoint.kind(), endpoint.url(), endpoint.settings());
    }

    static InputConfig input(String url, UrlKinds kinds) {
        ReadContext context = ReadContext.detached(kinds);
        InputConfig input = readInput(Raw.text(url, new Origin.CommandLine()), context);
        context.report().throwFirst();
        return input;
    }

    static OutputConfig output(String url, UrlKinds kinds) {
        ReadContext context = ReadContext.detached(kinds);
        OutputConfig output = readOutput(Raw.text(url, new Origin.CommandLine()), context);
        context.report().throwFirst();
        return output;
    }

    private static Endpoint read(Direction direction, Raw raw, ReadContext context) {
        String text = urlText(direction, raw, context);
        Url url = Url.parse(direction == Direction.INPUT ? Shorthand.expand(text, context.base()) : text);
        UrlKind kind = context.kinds().find(direction, url);
        Settings.Builder settings = Settings.builder(raw.origin());
        Binder binder = new Binder(kind.options(), place(kind, direction), context, settings);
        Url bare = url;
        if (kind.hasOptionsInQuery()) {
            bindQuery(url, raw.origin(), binder);
            bare = url.withoutQuery();
        } else if (!kind.takenFromQuery().isEmpty()) {
            bare = url.withQuery(takeFromQuery(url, raw.origin(), kind.takenFromQuery(), binder));
        }
        if (raw.value() instanceof TomlTable table) {
            binder.bind(table, Set.of(URL_KEY));
        }
        binder.requireMandatory(raw.origin());
        Settings values = settings.build();
        kind.check(bare, values, context.report());
        return new Endpoint(kind, bare, values);
    }

    private static String urlText(Direction direction, Raw raw, ReadContext context) {
        if (!(raw.value() instanceof TomlTable table)) {
            return raw.asText("a URL or a table with a url");
        }
        Object url = table.get(List.of(URL_KEY));
        if (url instanceof String text) {
            return text;
        }
        Optional<String> stands = url == null ? context.kinds().urlFor(direction, table.keySet()) : Optional.empty();
        if (stands.isPresent()) {
            return stands.get();
        }
        throw new InvalidValueException(
                url == null
                        ? "a table without url"
                        : Raw.toml(url, raw.origin()).shown(),
                "a URL or a table with a url such as { url = \"http://host/path\" }");
    }

    /** {@code NAME=VALUE&NAME=VALUE}; a name alone is a flag that is true. */
    private static void bindQuery(Url url, Origin origin, Binder binder) {
        for (String pair : url.query().split("&")) {
            int equals = pair.indexOf('=');
            String name = Url.decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                String value = equals < 0 ? "true" : Url.decoded(pair.substring(equals + 1));
                binder.bind(name, Raw.text(value, origin));
            }
        }
    }

    /** Returns what is left of the query when the options among {@code taken} are taken out of it. */
    private static String takeFromQuery(Url url, Origin origin, List<Option<?>> taken, Binder binder) {
        List<String> left = new ArrayList<>();
        for (String pair : url.query().split("&")) {
            int equals = pair.indexOf('=');
            // As written: a name that is percent-encoded is the server's, and means the same to it.
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (taken.stream().anyMatch(option -> option.name().equals(name))) {
                binder.bind(name, Raw.text(equals < 0 ? "true" : Url.decoded(pair.substring(equals + 1)), origin));
            } else {
                left.add(pair);
            }
        }
        return String.join("&", left);
    }

    private static String place(UrlKind kind, Direction direction) {
        return "in " + kind.name() + " " + (direction == Direction.INPUT ? "input" : "output");
    }
}
