package io.ringcast.daemon.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes the effective configuration as TOML that loads again: each key with its sentence and its origin, secrets masked. */
public final class ConfigPrinter {

    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Set<Option<?>> TABLES_OF_THEIR_OWN = Set.of(SourceKeys.INPUTS, SourceKeys.OUTPUTS);

    private final StringBuilder toml = new StringBuilder();

    private ConfigPrinter() {}

    /** The whole configuration. */
    public static String print(Configuration configuration) {
        ConfigPrinter printer = new ConfigPrinter();
        printer.heading("[daemon]", configuration.daemon().settings().origin());
        printer.options(DaemonConfig.OPTIONS, configuration.daemon().settings());
        configuration.sources().forEach(printer::source);
        return printer.toml.toString();
    }

    private void source(SourceConfig source) {
        String table = "source."
                + (BARE_KEY.matcher(source.name()).matches() ? source.name() : ValueTypes.quoted(source.name()));
        heading("[" + table + "]", source.settings().origin());
        options(SourceKeys.OPTIONS, source.settings());
        for (InputConfig input : source.inputs()) {
            endpoint("[[" + table + ".inputs]]", input.kind(), input.url(), input.settings());
        }
        source.fallback()
                .ifPresent(input -> endpoint("[" + table + ".fallback]", input.kind(), input.url(), input.settings()));
        for (OutputConfig output : source.outputs()) {
            endpoint("[[" + table + ".outputs]]", output.kind(), output.url(), output.settings());
        }
    }

    private void endpoint(String heading, UrlKind kind, Url url, Settings settings) {
        heading(heading, settings.origin());
        comment(kind.sentence());
        line(EndpointReader.URL_KEY + " = " + ValueTypes.quoted(url.toString()));
        options(kind.options(), settings);
    }

    private void options(List<Option<?>> options, Settings settings) {
        for (Option<?> option : options) {
            boolean table = TABLES_OF_THEIR_OWN.contains(option)
                    || (option == SourceKeys.FALLBACK
                            && settings.get(SourceKeys.FALLBACK).isPresent());
            if (!table) {
                option(option, settings);
            }
        }
    }

    private <T> void option(Option<T> option, Settings settings) {
        comment(option.sentence() + (option.range().isEmpty() ? "" : " (" + option.range() + ")"));
        Optional<String> value = option.type().toml(settings.get(option));
        line(value.map(written -> option.name() + " = " + written + "  # " + settings.originOf(option))
                .orElse("# " + option.name() + " is not set"));
    }

    private void heading(String heading, Origin origin) {
        if (!toml.isEmpty()) {
            toml.append('\n');
        }
        line(heading + "  # " + origin);
    }

    private void comment(String text) {
        if (!text.isEmpty()) {
            line("# " + text);
        }
    }

    private void line(String text) {
        toml.append(text).append('\n');
    }
}
