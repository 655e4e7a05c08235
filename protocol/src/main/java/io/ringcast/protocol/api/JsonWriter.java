package io.ringcast.protocol.api;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/** Appends values as JSON, on one line and without spaces. */
final class JsonWriter {

    private final StringBuilder out;

    JsonWriter(StringBuilder out) {
        this.out = out;
    }

    void write(Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            out.append(value);
        } else if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException(
                        "number: " + number + " (expected: a finite one, JSON has no other)");
            }
            out.append(number.doubleValue());
        } else if (value instanceof Enum<?> constant) {
            string(constant.name());
        } else if (value instanceof List<?> elements) {
            array(elements);
        } else if (value instanceof Record record) {
            object(record);
        } else {
            throw new IllegalArgumentException("value: " + value.getClass().getName()
                    + " (expected: a record, list, string, number, boolean or enum constant)");
        }
    }

    private void array(List<?> elements) {
        out.append('[');
        String separator = "";
        for (Object element : elements) {
            out.append(separator);
            write(element);
            separator = ",";
        }
        out.append(']');
    }

    private void object(Record record) {
        out.append('{');
        String separator = "";
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = valueOf(record, component);
            if (value instanceof Optional<?> optional) {
                if (optional.isEmpty()) {
                    continue;
                }
                value = optional.get();
            }
            out.append(separator);
            string(component.getName());
            out.append(':');
            write(value);
            separator = ",";
        }
        out.append('}');
    }

    private static Object valueOf(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(record);
            if (value == null) {
                throw new IllegalArgumentException(component + ": null (expected: a value, or Optional)");
            }
            return value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F || isLoneSurrogate(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Half a character has no UTF-8, but an escape (RFC 8259, 8.2). */
    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
