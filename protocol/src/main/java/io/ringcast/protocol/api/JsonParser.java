package io.ringcast.protocol.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON text, by the letter of RFC 8259; member names must be unique, and nesting and numbers have a limit. */
final class JsonParser {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 64;

    private final String text;
    private int at;

    private JsonParser(String text) {
        this.text = text;
    }

    static JsonValue parse(String text) throws JsonException {
        JsonParser parser = new JsonParser(text);
        JsonValue value = parser.value(0);
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.unexpected("the end");
        }
        return value;
    }

    private JsonValue value(int depth) throws JsonException {
        if (depth > MAX_DEPTH) {
            throw new JsonException(
                    "nesting at character " + (at + 1) + ": " + depth + " (expected: at most " + MAX_DEPTH + ")");
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new JsonValue.Text(string());
            case 't' -> word("true", new JsonValue.Truth(true));
            case 'f' -> word("false", new JsonValue.Truth(false));
            case 'n' -> word("null", new JsonValue.Null());
            default -> number();
        };
    }

    private JsonValue object(int depth) throws JsonException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (take('}')) {
            return new JsonValue.Members(members);
        }
        do {
            skipSpace();
            if (peek() != '"') {
                throw unexpected("a member name in quotes");
            }
            String name = string();
            skipSpace();
            require(':');
            if (members.put(name, value(depth + 1)) != null) {
                throw new JsonException(
                        "member \"" + name + "\" before character " + (at + 1) + ": twice (expected: once)");
            }
            skipSpace();
        } while (take(','));
        require('}');
        return new JsonValue.Members(members);
    }

    private JsonValue array(int depth) throws JsonException {
        List<JsonValue> elements = new ArrayList<>();
        at++;
        skipSpace();
        if (take(']')) {
            return new JsonValue.Array(elements);
        }
        do {
            elements.add(value(depth + 1));
            skipSpace();
        } while (take(','));
        require(']');
        return new JsonValue.Array(elements);
    }

    private String string() throws JsonException {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            int c = peek();
            if (c < 0x20) {
                // RFC 8259, 7: control characters must be escaped. The end of the text is below zero.
                throw unexpected("\"");
            }
            at++;
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escape() : (char) c);
        }
    }

    private char escape() throws JsonException {
        int c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                at--;
                throw unexpected("an escape: one of \" \\ / b f n r t u");
            }
        };
    }

    private char hexadecimal() throws JsonException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            // Character.digit would take digits of other scripts.
            int c = peek();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            value = value << 4 | digit;
            at++;
        }
        return (char) value;
    }

    private JsonValue number() throws JsonException {
        int start = at;
        take('-');
        if (!take('0')) {
            digits("a value");
        }
        if (take('.')) {
            digits("a digit");
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            digits("a digit");
        }
        if (at - start > MAX_NUMBER_LENGTH) {
            throw new JsonException("number at character " + (start + 1) + ": " + (at - start)
                    + " characters (expected: at most " + MAX_NUMBER_LENGTH + ")");
        }
        try {
            return new JsonValue.Numeral(new BigDecimal(text.substring(start, at)));
        } catch (NumberFormatException e) {
            // Only its exponent can be wrong by now.
            throw new JsonException("number at character " + (start + 1) + ": exponent out of range", e);
        }
    }

    private void digits(String expected) throws JsonException {
        if (!isDigit(peek())) {
            throw unexpected(expected);
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private JsonValue word(String word, JsonValue meaning) throws JsonException {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value");
        }
        at += word.length();
        return meaning;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character, -1 at the end. */
    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void require(char c) throws JsonException {
        if (!take(c)) {
            throw unexpected(String.valueOf(c));
        }
    }

    private JsonException unexpected(String expected) {
        int c = peek();
        String found = c < 0 ? "the end" : c < 0x20 ? String.format("U+%04X", c) : String.valueOf((char) c);
        return new JsonException("character " + (at + 1) + ": " + found + " (expected: " + expected + ")");
    }
}
