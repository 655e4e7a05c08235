package io.ringcast.daemon.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tomlj.TomlTable;

/** Reads the values of one group of options; what is unknown, given twice, missing or wrong goes to the report. */
final class Binder {

    private final Map<String, Option<?>> options = new LinkedHashMap<>();
    private final String place;
    private final ReadContext context;
    private final Settings.Builder settings;
    private final Map<String, String> hints = new HashMap<>();
    private String tableHint = "";
    private final Set<String> seen = new HashSet<>();

    /**
     * @param options the options that the group has
     * @param place where it stands, for messages: {@code "in [daemon]"}
     * @param context what reading needs
     * @param settings takes the values
     */
    Binder(List<Option<?>> options, String place, ReadContext context, Settings.Builder settings) {
        options.forEach(option -> this.options.put(option.name(), option));
        this.place = place;
        this.context = context;
        this.settings = settings;
    }

    /** What to say of a key that is not of this group but known elsewhere. */
    void hint(String name, String remedy) {
        hints.putIfAbsent(name, remedy);
    }

    /** What to say of a table that is no key of this group. */
    void hintForTables(String remedy) {
        tableHint = remedy;
    }

    /** Reads all keys of {@code table} but {@code skipped}. */
    void bind(TomlTable table, Set<String> skipped) {
        table.entrySet().stream()
                .filter(entry -> !skipped.contains(entry.getKey()))
                .forEach(entry -> bind(entry.getKey(), Raw.toml(entry.getValue(), context.at(table, entry.getKey()))));
    }

    /** Reads one value. */
    void bind(String name, Raw raw) {
        Option<?> option = options.get(name);
        if (option == null) {
            context.report().problem(raw.origin(), unknown(name, raw));
        } else if (seen.add(name)) {
            bind(option, raw);
        } else {
            context.report().problem(raw.origin(), name + ": given twice (expected: once, in the URL or in the table)");
        }
    }

    /** Complains at {@code group} of what must be given and was not. */
    void requireMandatory(Origin group) {
        for (Option<?> option : options.values()) {
            if (option.isMandatory() && !seen.contains(option.name())) {
                context.report()
                        .problem(group, option + ": missing " + place + " (expected: " + option.expectation() + ")");
            }
        }
    }

    private <T> void bind(Option<T> option, Raw raw) {
        try {
            settings.set(option, option.read(raw, context.within(option.name())), raw.origin());
        } catch (InvalidValueException e) {
            context.report().problem(raw.origin(), option + ": " + e.getMessage());
        }
    }

    private String unknown(String name, Raw raw) {
        String shown = InvalidValueException.printable(name);
        String hint = hints.getOrDefault(name, "");
        if (hint.isEmpty() && raw.value() instanceof TomlTable) {
            hint = tableHint;
        }
        String remedy = hint.isEmpty() ? Suggestion.among(options.keySet(), name) : "; " + hint;
        return shown + ": unknown key " + place + " (expected: " + String.join(", ", options.keySet()) + remedy + ")";
    }
}
