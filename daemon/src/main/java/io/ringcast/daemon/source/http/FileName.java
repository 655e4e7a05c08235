package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an origin calls what it sends, when that is saved: {@code filename*} or {@code filename} of Content-Disposition (RFC 6266, 4.3). */
final class FileName {

    private static final int MAX_FIELD = 2048;

    /** One parameter: a name, and a token or a quoted text with pairs of a backslash and a character (RFC 9110, 5.6.4). */
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([A-Za-z0-9!#$&+.^_`|~-]+\\*?)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\"\\s]+))");

    /** RFC 8187, 3.2: a character set, a language that nobody needs, and what is percent-encoded. */
    private static final Pattern EXTENDED = Pattern.compile("(?i)(utf-8|iso-8859-1)'[^']*'(.+)");

    private FileName() {}

    /** The name, without the folders that some put before it; empty when there is none. */
    static Optional<String> of(HttpHeaders headers) {
        String field = headers.get(HttpHeaderNames.CONTENT_DISPOSITION);
        if (field == null || field.length() > MAX_FIELD) {
            return Optional.empty();
        }
        Optional<String> plain = Optional.empty();
        Optional<String> extended = Optional.empty();
        Matcher parameter = PARAMETER.matcher(field);
        while (parameter.find()) {
            String quoted = parameter.group(2);
            String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            switch (parameter.group(1).toLowerCase(Locale.ROOT)) {
                case "filename" -> plain = Optional.of(value);
                case "filename*" -> extended = decoded(value);
                default -> {
                    // Dates and sizes: nothing that anybody asks here.
                }
            }
        }
        Optional<String> said = extended.isPresent() ? extended : plain;
        return said.map(name -> name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'))))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }

    private static Optional<String> decoded(String value) {
        Matcher parts = EXTENDED.matcher(value);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Charset charset =
                parts.group(1).equalsIgnoreCase("utf-8") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        try {
            // A plus is a plus there.
            return Optional.of(URLDecoder.decode(parts.group(2).replace("+", "%2B"), charset));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
