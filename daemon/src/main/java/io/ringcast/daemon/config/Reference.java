package io.ringcast.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the reference of all keys and kinds of URLs as Markdown, from the declarations that the loader uses. */
public final class Reference {

    private final StringBuilder markdown = new StringBuilder();
    private final Map<String, String> types = new TreeMap<>();

    private Reference() {}

    /** The whole reference, without a title; headings begin at the second level. */
    public static String markdown(UrlKinds kinds) {
        Reference reference = new Reference();
        reference.section("`[daemon]`", "What concerns the whole daemon.");
        reference.table(DaemonConfig.OPTIONS);
        reference.section("`[source.NAME]`", "One source. NAME is " + SourceConfig.NAME_EXPECTATION + ".");
        reference.table(SourceKeys.OPTIONS);
        reference.kinds("Inputs", UrlKind.Direction.INPUT, kinds);
        reference.kinds("Outputs", UrlKind.Direction.OUTPUT, kinds);
        reference.types();
        return reference.markdown.toString();
    }

    private void kinds(String title, UrlKind.Direction direction, UrlKinds kinds) {
        section(title, "Each is a URL, or a table with `url` and options.");
        for (UrlKind kind : kinds.all()) {
            if (kind.direction() == direction) {
                kind(kind);
            }
        }
    }

    private void kind(UrlKind kind) {
        paragraph("### `" + kind.form() + "`");
        List<String> sentences = new ArrayList<>(List.of(kind.sentence()));
        if (kind.direction() == UrlKind.Direction.INPUT) {
            sentences.add(kind.canWait() ? "Can be held back (`policy = \"wait\"`)." : "Cannot be held back.");
        }
        if (kind.hasOptionsInQuery() && !kind.options().isEmpty()) {
            sentences.add("Options may stand in the query of the URL.");
        }
        if (!kind.takenFromQuery().isEmpty()) {
            sentences.add(
                    "The query of the URL is the server's, but for parameters with these very names, which are taken out of"
                            + " it: "
                            + kind.takenFromQuery().stream()
                                    .map(option -> "`" + option + "`")
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        kind.exclusions()
                .forEach(pair -> sentences.add("`" + pair.one() + "` and `" + pair.other() + "` exclude each other."));
        paragraph(String.join(" ", sentences));
        table(kind.options());
    }

    private void table(List<Option<?>> options) {
        if (options.isEmpty()) {
            return;
        }
        line("| key | value | default | meaning | a change costs |");
        line("|---|---|---|---|---|");
        options.forEach(this::row);
        markdown.append('\n');
    }

    private <T> void row(Option<T> option) {
        types.put(option.type().name(), option.type().expectation());
        String value = option.type().name() + (option.range().isEmpty() ? "" : ", " + option.range());
        String byDefault = option.type()
                .toml(option.byDefault())
                .map(toml -> "`" + toml + "`")
                .orElse("none");
        List<String> cells = List.of(
                "`" + option.name() + "`",
                cell(value),
                option.isMandatory() ? "must be given" : byDefault,
                cell(option.sentence()),
                option.cost().word());
        line("| " + String.join(" | ", cells) + " |");
    }

    private void types() {
        section("Values", "How values are written. A name that is not listed is a choice of the words it consists of.");
        String list = types.entrySet().stream()
                .filter(type -> !type.getKey().equals(type.getValue()))
                .map(type -> "- **" + type.getKey() + "**: " + type.getValue())
                .collect(Collectors.joining("\n"));
        paragraph(list);
    }

    private void section(String title, String sentence) {
        paragraph("## " + title);
        paragraph(sentence);
    }

    private void paragraph(String text) {
        markdown.append(text).append("\n\n");
    }

    private void line(String text) {
        markdown.append(text).append('\n');
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
