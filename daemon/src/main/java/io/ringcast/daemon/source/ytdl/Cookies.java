package io.ringcast.daemon.source.ytdl;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads yt-dlp's field {@code cookies}: cookie after cookie as servers set them (RFC 6265, 4.1.1), each with its attributes behind it, all
 * separated by semicolons. Stateless.
 */
final class Cookies {

    private static final Set<String> ATTRIBUTES = Set.of(
            "domain", "path", "expires", "max-age", "version", "secure", "httponly", "samesite", "port", "discard");

    private Cookies() {}

    /** What {@code Cookie} says to {@code uri}; empty when none of them is for it. */
    static Optional<String> of(String said, URI uri) {
        List<String> sent = new ArrayList<>();
        String cookie = "";
        boolean fits = false;
        for (String part : said.split(";")) {
            String word = part.strip();
            String name = word.split("=", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (!ATTRIBUTES.contains(name)) {
                if (fits) {
                    sent.add(cookie);
                }
                cookie = unquoted(word);
                fits = word.indexOf('=') > 0;
            } else if (word.indexOf('=') > 0) {
                fits &= fits(name, unquoted(word).substring(word.indexOf('=') + 1), uri);
            } else if (name.equals("secure")) {
                fits &= "https".equalsIgnoreCase(uri.getScheme());
            }
        }
        if (fits) {
            sent.add(cookie);
        }
        return sent.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sent));
    }

    /** RFC 6265, 5.1.3 and 5.1.4. */
    private static boolean fits(String attribute, String value, URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        String path = uri.getPath() == null || uri.getPath().isEmpty() ? "/" : uri.getPath();
        return switch (attribute) {
            case "domain" -> {
                String domain = value.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", "");
                yield host.equals(domain) || host.endsWith("." + domain);
            }
            case "path" ->
                path.equals(value)
                        || (path.startsWith(value) && (value.endsWith("/") || path.charAt(value.length()) == '/'));
            default -> true;
        };
    }

    private static String unquoted(String word) {
        int equals = word.indexOf('=');
        String value = word.substring(equals + 1);
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? word.substring(0, equals + 1) + value.substring(1, value.length() - 1) : word;
    }
}
