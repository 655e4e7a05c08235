package io.ringcast.protocol.api;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A JSON value (RFC 8259, 3) as read, before it is given a type. */
public sealed interface JsonValue {

    /** What it is, for messages. */
    String kind();

    record Text(String value) implements JsonValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record Numeral(BigDecimal value) implements JsonValue {
        @Override
        public String kind() {
            return value.toString();
        }
    }

    record Truth(boolean value) implements JsonValue {
        @Override
        public String kind() {
            return Boolean.toString(value);
        }
    }

    record Null() implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }

    record Array(List<JsonValue> elements) implements JsonValue {
        @Override
        public String kind() {
            return "an array";
        }
    }

    record Members(Map<String, JsonValue> byName) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }
    }
}
