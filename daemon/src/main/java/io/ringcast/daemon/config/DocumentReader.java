package io.ringcast.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads a whole parsed document: {@code [daemon]} and every {@code [source.NAME]}. */
final class DocumentReader {

    private static final String DAEMON = "daemon";
    private static final String SOURCE = "source";

    private final ReadContext context;
    private final Report report;

    DocumentReader(ReadContext context) {
        this.context = context;
        this.report = context.report();
    }

    LoadResult read(TomlParseResult document) {
        if (document.hasErrors()) {
            document.errors().forEach(this::reportSyntax);
            return report.result(() -> new Configuration(DaemonConfig.DEFAULT, List.of()));
        }
        document.entrySet().forEach(entry -> checkGroup(document, entry.getKey(), entry.getValue()));
        Optional<DaemonConfig> daemon = readDaemon(document);
        List<SourceConfig> sources = readSources(document);
        if (daemon.isPresent()) {
            Configuration configuration = new Configuration(daemon.get(), sources);
            Combinations.check(configuration, report);
            return report.result(() -> configuration);
        }
        sources.forEach(source -> Combinations.checkSource(source, report));
        return report.result(() -> new Configuration(DaemonConfig.DEFAULT, sources));
    }

    private void reportSyntax(TomlParseError error) {
        String message = String.valueOf(error.getMessage());
        report.problem(context.origin(error.position()), InvalidValueException.printable(message));
    }

    private void checkGroup(TomlTable document, String key, Object value) {
        Origin origin = context.at(document, key);
        String shown = InvalidValueException.printable(key);
        if (key.equals(DAEMON) || key.equals(SOURCE)) {
            if (!(value instanceof TomlTable)) {
                String form = key.equals(DAEMON) ? "[daemon]" : "[source.NAME]";
                report.problem(origin, key + ": " + Raw.toml(value, origin).shown() + " (expected: " + form + ")");
            }
            return;
        }
        String remedy = Suggestion.among(List.of(DAEMON, SOURCE), key);
        if (names(DaemonConfig.OPTIONS).contains(key)) {
            remedy = "; it belongs in [daemon]";
        } else if (names(SourceKeys.OPTIONS).contains(key)) {
            remedy = "; it belongs in [source.NAME]";
        } else if (value instanceof TomlTable table && table.keySet().contains(SourceKeys.INPUTS.name())) {
            remedy = "; write [source." + shown + "]";
        }
        report.problem(origin, shown + ": unknown key (expected: [daemon] or [source.NAME]" + remedy + ")");
    }

    /** The daemon's part, or nothing when some of it is wrong. */
    private Optional<DaemonConfig> readDaemon(TomlTable document) {
        if (!(document.get(List.of(DAEMON)) instanceof TomlTable table)) {
            boolean absent = document.get(List.of(DAEMON)) == null;
            return absent
                    ? Optional.of(new DaemonConfig(Settings.builder(whole()).build()))
                    : Optional.empty();
        }
        int before = report.problemCount();
        Settings.Builder settings = Settings.builder(context.at(document, DAEMON));
        Binder binder = new Binder(DaemonConfig.OPTIONS, "in [daemon]", context, settings);
        names(SourceKeys.OPTIONS).forEach(name -> binder.hint(name, "it belongs in [source.NAME]"));
        binder.bind(table, Set.of());
        return report.problemCount() == before ? Optional.of(new DaemonConfig(settings.build())) : Optional.empty();
    }

    /** The sources of which nothing is wrong. */
    private List<SourceConfig> readSources(TomlTable document) {
        List<SourceConfig> sources = new ArrayList<>();
        if (document.get(List.of(SOURCE)) instanceof TomlTable table) {
            for (Map.Entry<String, Object> entry : table.entrySet()) {
                readSource(table, entry.getKey(), entry.getValue()).ifPresent(sources::add);
            }
        }
        return sources;
    }

    private Optional<SourceConfig> readSource(TomlTable sources, String name, Object value) {
        Origin origin = context.at(sources, name);
        String shown = InvalidValueException.printable(name);
        if (!(value instanceof TomlTable table)) {
            report.problem(
                    origin, "source." + shown + ": " + Raw.toml(value, origin).shown() + " (expected: a table)");
            return Optional.empty();
        }
        int before = report.problemCount();
        Settings.Builder settings = Settings.builder(origin);
        Binder binder = new Binder(SourceKeys.OPTIONS, "in [source." + shown + "]", context, settings);
        names(DaemonConfig.OPTIONS).forEach(key -> binder.hint(key, "it belongs in [daemon]"));
        binder.hintForTables("a name with a dot stands in quotes, [source.\"NAME.NAME\"]");
        binder.bind(table, Set.of());
        binder.requireMandatory(origin);
        try {
            SourceConfig source = new SourceConfig(name, settings.build());
            return report.problemCount() == before ? Optional.of(source) : Optional.empty();
        } catch (InvalidValueException e) {
            report.problem(origin, "source." + e.getMessage());
            return Optional.empty();
        }
    }

    private Origin whole() {
        return new Origin.At(context.file(), 0, 0);
    }

    private static List<String> names(List<Option<?>> options) {
        return options.stream().map(Option::name).toList();
    }
}
