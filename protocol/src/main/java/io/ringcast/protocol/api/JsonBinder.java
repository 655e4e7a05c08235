package io.ringcast.protocol.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a JSON value the type of a record; a message names the place as a path from {@code $}, the whole text. */
final class JsonBinder {

    private JsonBinder() {}

    static <T extends Record> T bindRecord(JsonValue value, Class<T> type, String path) throws JsonException {
        if (!(value instanceof JsonValue.Members members)) {
            throw wrong(path, value, "an object");
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            arguments[i] = bindMember(members.byName().get(name), components[i].getGenericType(), path + "." + name);
        }
        return construct(type, components, arguments, path);
    }

    static <T extends Record> List<T> bindList(JsonValue value, Class<T> elementType, String path)
            throws JsonException {
        List<T> list = new ArrayList<>();
        for (JsonValue element : elementsOf(value, path)) {
            list.add(bindRecord(element, elementType, path + "[" + list.size() + "]"));
        }
        return List.copyOf(list);
    }

    private static Object bindMember(@Nullable JsonValue value, Type type, String path) throws JsonException {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return value == null || value instanceof JsonValue.Null
                    ? Optional.empty()
                    : Optional.of(bind(value, generic.getActualTypeArguments()[0], path));
        }
        if (value == null) {
            throw new JsonException(path + ": missing (expected: " + expectation(type) + ")");
        }
        return bind(value, type, path);
    }

    private static Object bind(JsonValue value, Type type, String path) throws JsonException {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            Type elementType = generic.getActualTypeArguments()[0];
            List<Object> list = new ArrayList<>();
            for (JsonValue element : elementsOf(value, path)) {
                list.add(bind(element, elementType, path + "[" + list.size() + "]"));
            }
            return List.copyOf(list);
        }
        if (type instanceof Class<?> simple && simple.isRecord()) {
            return bindRecord(value, simple.asSubclass(Record.class), path);
        }
        if (type instanceof Class<?> simple && simple.isEnum()) {
            return constant(value, simple, path);
        }
        if (type == String.class && value instanceof JsonValue.Text text) {
            return text.value();
        }
        if ((type == boolean.class || type == Boolean.class) && value instanceof JsonValue.Truth truth) {
            return truth.value();
        }
        if (value instanceof JsonValue.Numeral number && isNumber(type)) {
            return number(number, type, path);
        }
        throw wrong(path, value, expectation(type));
    }

    private static Object number(JsonValue.Numeral number, Type type, String path) throws JsonException {
        try {
            if (type == int.class || type == Integer.class) {
                return number.value().intValueExact();
            }
            if (type == long.class || type == Long.class) {
                return number.value().longValueExact();
            }
        } catch (ArithmeticException e) {
            throw wrong(path, number, expectation(type));
        }
        double value = number.value().doubleValue();
        if (!Double.isFinite(value)) {
            throw wrong(path, number, expectation(type));
        }
        return value;
    }

    private static Object constant(JsonValue value, Class<?> type, String path) throws JsonException {
        if (value instanceof JsonValue.Text text) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text.value())) {
                    return constant;
                }
            }
            throw new JsonException(path + ": " + text.value() + " (expected: " + expectation(type) + ")");
        }
        throw wrong(path, value, expectation(type));
    }

    private static List<JsonValue> elementsOf(JsonValue value, String path) throws JsonException {
        if (!(value instanceof JsonValue.Array array)) {
            throw wrong(path, value, "an array");
        }
        return array.elements();
    }

    private static <T extends Record> T construct(
            Class<T> type, RecordComponent[] components, Object[] arguments, String path) throws JsonException {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<T> canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(arguments);
        } catch (InvocationTargetException e) {
            // The record checks its values itself, and says what is wrong.
            Throwable refusal = e.getTargetException();
            throw new JsonException(path + ": " + refusal.getMessage(), refusal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + type.getName(), e);
        }
    }

    private static boolean isNumber(Type type) {
        return type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class
                || type == double.class
                || type == Double.class;
    }

    private static String expectation(Type type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number of 32 bits";
        }
        if (type == long.class || type == Long.class) {
            return "a whole number of 64 bits";
        }
        if (type instanceof Class<?> simple && simple.isEnum()) {
            return "one of " + Arrays.toString(simple.getEnumConstants());
        }
        if (type instanceof Class<?> simple && simple.isRecord()) {
            return "an object";
        }
        if (type instanceof ParameterizedType) {
            return "an array";
        }
        throw new IllegalArgumentException("component type: " + type + " (expected: one that the class Json lists)");
    }

    private static JsonException wrong(String path, JsonValue value, String expected) {
        return new JsonException(path + ": " + value.kind() + " (expected: " + expected + ")");
    }
}
