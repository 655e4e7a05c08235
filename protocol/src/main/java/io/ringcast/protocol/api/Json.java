package io.ringcast.protocol.api;

import java.util.List;

/**
 * Records to JSON and back (RFC 8259), the same way on both sides: a record is an object whose members are its components, by name and
 * in their order.
 *
 * <p>Components may be {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double}, enum constants (by their name), other
 * records, a {@code List} of these, and {@code Optional} of these, which is left out when empty. Reading ignores members that the
 * record does not have, so that an older client understands a newer daemon; every other difference is a {@link JsonException}.
 */
public final class Json {

    private Json() {}

    /** The JSON text of {@code value}: a record, or a {@code List} of them. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out).write(value);
        return out.toString();
    }

    /** The record that {@code text}, an object, describes. */
    public static <T extends Record> T read(String text, Class<T> type) throws JsonException {
        return JsonBinder.bindRecord(JsonParser.parse(text), type, "$");
    }

    /** The records that {@code text}, an array of objects, describes. */
    public static <T extends Record> List<T> readList(String text, Class<T> elementType) throws JsonException {
        return JsonBinder.bindList(JsonParser.parse(text), elementType, "$");
    }

    /** What {@code text} says, for those who look into JSON that somebody else has designed. */
    public static JsonValue tree(String text) throws JsonException {
        return JsonParser.parse(text);
    }
}
