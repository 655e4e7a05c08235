package io.ringcast.daemon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/**
 * How values of one type are named, read and written. Packages that declare a {@link UrlKind} may make their own with {@link #of}.
 *
 * @param <T> the type as code sees it
 */
public final class ValueType<T> {

    /** Reads a value; complains with {@link InvalidValueException} or, for parts of a value, to the report. */
    interface Reader<T> {
        T read(Raw raw, ReadContext context);
    }

    private final String name;
    private final String expectation;
    private final Reader<T> reader;
    private final Function<T, Optional<String>> toml;
    private final @Nullable Comparator<T> order;

    ValueType(
            String name,
            String expectation,
            Reader<T> reader,
            Function<T, Optional<String>> toml,
            @Nullable Comparator<T> order) {
        this.name = name;
        this.expectation = expectation;
        this.reader = reader;
        this.toml = toml;
        this.order = order;
    }

    /**
     * A type that is written as a text.
     *
     * @param name one or two words for the reference
     * @param expectation what a text should look like, with an example
     * @param parser reads it; throws {@link InvalidValueException}
     * @param printer writes it so that {@code parser} reads it, without secrets
     */
    public static <T> ValueType<T> of(
            String name, String expectation, Function<String, T> parser, Function<T, String> printer) {
        return new ValueType<>(
                name,
                expectation,
                (raw, context) -> parser.apply(raw.asText(expectation)),
                value -> Optional.of(ValueTypes.quoted(printer.apply(value))),
                null);
    }

    /** The same, with values that may be compared, so that {@link Option#between} works. */
    public ValueType<T> ordered(Comparator<T> by) {
        return new ValueType<>(name, expectation, reader, toml, by);
    }

    /** Any number of these. */
    public ValueType<List<T>> list() {
        String many = "an array, each element " + expectation;
        return new ValueType<>(
                "list of " + name,
                many,
                (raw, context) -> readList(raw, context, many),
                values -> Optional.of("["
                        + String.join(
                                ", ",
                                values.stream()
                                        .flatMap(value -> toml.apply(value).stream())
                                        .toList()) + "]"),
                null);
    }

    /** One of these or none. */
    ValueType<Optional<T>> optional() {
        Comparator<T> by = order;
        return new ValueType<>(
                name,
                expectation,
                (raw, context) -> Optional.of(reader.read(raw, context)),
                value -> value.flatMap(toml),
                by == null ? null : (a, b) -> a.isPresent() && b.isPresent() ? by.compare(a.get(), b.get()) : 0);
    }

    String name() {
        return name;
    }

    String expectation() {
        return expectation;
    }

    T read(Raw raw, ReadContext context) {
        return reader.read(raw, context);
    }

    /** As TOML, secrets masked; empty when there is nothing to write. */
    Optional<String> toml(T value) {
        return toml.apply(value);
    }

    int compare(T a, T b) {
        if (order == null) {
            throw new IllegalStateException(name + ": has no order (expected: a type that can be compared)");
        }
        return order.compare(a, b);
    }

    private List<T> readList(Raw raw, ReadContext context, String many) {
        if (raw.loose() && raw.value() instanceof String text) {
            return List.of(text.split(",")).stream()
                    .map(part -> reader.read(Raw.text(part.strip(), raw.origin()), context))
                    .toList();
        }
        if (!(raw.value() instanceof TomlArray array)) {
            throw new InvalidValueException(raw.shown(), many);
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Origin origin = context.at(array, i);
            try {
                values.add(reader.read(Raw.toml(array.get(i), origin), context));
            } catch (InvalidValueException e) {
                context.report().problem(origin, context.key() + "[" + i + "]: " + e.getMessage());
            }
        }
        return List.copyOf(values);
    }
}
