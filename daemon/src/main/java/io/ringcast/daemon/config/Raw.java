package io.ringcast.daemon.config;

import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * A value as it was written.
 *
 * @param value what tomlj makes of it: String, Long, Double, Boolean, a time, TomlArray or TomlTable
 * @param origin where it stands
 * @param loose whether it comes from where all is text (a URL, an argument, a default), so that {@code "5"} may be a number
 */
record Raw(Object value, Origin origin, boolean loose) {

    static Raw text(String text, Origin origin) {
        return new Raw(text, origin, true);
    }

    static Raw toml(Object value, Origin origin) {
        return new Raw(value, origin, false);
    }

    /** The text, or a complaint that names what would have been right. */
    String asText(String expectation) {
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidValueException(shown(), expectation);
    }

    /** For people. */
    String shown() {
        if (value instanceof TomlTable) {
            return "a table";
        }
        if (value instanceof TomlArray) {
            return "an array";
        }
        return value instanceof String text ? '"' + text + '"' : value.toString();
    }
}
