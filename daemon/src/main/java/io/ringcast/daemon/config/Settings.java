package io.ringcast.daemon.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of a group of options, each with its origin; what was not given has its default. Equal when all values are, wherever they
 * came from.
 */
public final class Settings {

    /** Nothing given. */
    public static final Settings NONE = builder().build();

    private record Given(Object value, Origin origin) {}

    private final Map<Option<?>, Given> given;
    private final Origin origin;

    private Settings(Map<Option<?>, Given> given, Origin origin) {
        this.given = given;
        this.origin = origin;
    }

    /** Values that come from the command line or from code. */
    public static Builder builder() {
        return new Builder(new Origin.CommandLine());
    }

    static Builder builder(Origin origin) {
        return new Builder(origin);
    }

    /** The value of {@code option}. */
    @SuppressWarnings("unchecked") // the builder lets only a value of the option's own type in
    public <T> T get(Option<T> option) {
        Given value = given.get(option);
        return value == null ? option.byDefault() : (T) value.value();
    }

    /** Whether somebody gave it. */
    public boolean isGiven(Option<?> option) {
        return given.containsKey(option);
    }

    /** Where the value of {@code option} came from. */
    public Origin originOf(Option<?> option) {
        Given value = given.get(option);
        return value == null ? new Origin.Default() : value.origin();
    }

    /** Where the group begins. */
    Origin origin() {
        return origin;
    }

    /** Where {@code option} was given, or where the group begins. */
    Origin nearest(Option<?> option) {
        return isGiven(option) ? originOf(option) : origin;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Settings settings)) {
            return false;
        }
        Set<Option<?>> options = new LinkedHashSet<>(given.keySet());
        options.addAll(settings.given.keySet());
        return options.stream().allMatch(option -> Objects.equals(get(option), settings.get(option)));
    }

    @Override
    public int hashCode() {
        return given.entrySet().stream()
                .filter(entry ->
                        !Objects.equals(entry.getValue().value(), entry.getKey().byDefault()))
                .mapToInt(entry -> System.identityHashCode(entry.getKey())
                        ^ entry.getValue().value().hashCode())
                .sum();
    }

    /** What was given; secrets masked. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        given.forEach((option, value) -> text.append(text.length() == 1 ? "" : ", ")
                .append(option.name())
                .append('=')
                .append(value.value()));
        return text.append('}').toString();
    }

    /** Collects values. */
    public static final class Builder {

        private final Map<Option<?>, Given> given = new LinkedHashMap<>();
        private final Origin origin;

        private Builder(Origin origin) {
            this.origin = origin;
        }

        /**
         * Sets a value.
         *
         * @throws InvalidValueException when it is out of range
         */
        public <T> Builder set(Option<T> option, T value) {
            return set(option, option.checked(value), origin);
        }

        /**
         * Sets a value that is written as in the configuration.
         *
         * @throws InvalidValueException when it is no value of that option
         */
        public <T> Builder parse(Option<T> option, String text) {
            return set(option, option.parse(text), origin);
        }

        <T> Builder set(Option<T> option, T value, Origin from) {
            given.put(option, new Given(value, from));
            return this;
        }

        /** The values so far. */
        public Settings build() {
            return new Settings(new LinkedHashMap<>(given), origin);
        }
    }
}
