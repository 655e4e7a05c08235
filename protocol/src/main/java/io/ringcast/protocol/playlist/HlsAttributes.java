package io.ringcast.protocol.playlist;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads an attribute list (RFC 8216, 4.2): {@code NAME=value,NAME="quoted, value"}. */
final class HlsAttributes {

    private final HlsLine line;
    private final Map<String, String> values;

    private HlsAttributes(HlsLine line, Map<String, String> values) {
        this.line = line;
        this.values = values;
    }

    /** Reads the whole value of a tag; blanks around names and values are let pass, of two of one name the first counts. */
    static HlsAttributes of(HlsLine line) throws PlaylistException {
        String text = line.value();
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                throw line.wrong("\"" + HlsLine.shown(text.substring(at)) + "\"", "NAME=value");
            }
            String name = text.substring(at, equals).strip();
            int from = equals + 1;
            int end;
            if (from < text.length() && text.charAt(from) == '"') {
                from++;
                end = text.indexOf('"', from);
                if (end < 0) {
                    throw line.wrong(name + " without a closing quote", name + "=\"…\"");
                }
                at = text.indexOf(',', end);
            } else {
                at = text.indexOf(',', from);
                end = at < 0 ? text.length() : at;
            }
            values.putIfAbsent(name, text.substring(from, end).strip());
            at = at < 0 ? text.length() : at + 1;
        }
        return new HlsAttributes(line, values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String required(String name) throws PlaylistException {
        String value = values.get(name);
        if (value == null) {
            throw line.wrong("no " + name, name + "=…");
        }
        return value;
    }

    boolean flag(String name) {
        return "YES".equals(values.get(name));
    }
}
