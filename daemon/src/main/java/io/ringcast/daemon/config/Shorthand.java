package io.ringcast.daemon.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What may be written instead of an input's URL: {@code -} for standard input, and a path for a file. */
final class Shorthand {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern CERTAINLY_A_PATH = Pattern.compile("(/|\\./|\\.\\./).*|.*\\*.*", Pattern.DOTALL);
    private static final String FILE = "file:";
    private static final String UNESCAPED = "-._~!$&'()*+,;=:@/";

    private Shorthand() {}

    /**
     * The URL that {@code text} stands for; relative paths start from {@code base}. Without a slash or a wildcard only what is there is
     * taken for a path, so that a URL without its scheme is still called a mistake.
     */
    static String expand(String text, Path base) {
        if (text.equals("-")) {
            return "stdin:";
        }
        try {
            if (text.startsWith(FILE) && !text.startsWith(FILE + "/")) {
                int query = text.indexOf('?');
                String path = text.substring(FILE.length(), query < 0 ? text.length() : query);
                String rest = query < 0 ? "" : text.substring(query);
                return path.isEmpty() ? text : FILE + absolute(Url.decoded(path), base) + rest;
            }
            if (!SCHEME.matcher(text).matches() && !text.isBlank() && isPath(text, base)) {
                return FILE + absolute(text, base);
            }
        } catch (InvalidPathException e) {
            // Then it is no path, and whoever reads it as a URL says what is wrong.
        }
        return text;
    }

    private static boolean isPath(String text, Path base) {
        return CERTAINLY_A_PATH.matcher(text).matches() || Files.exists(base.resolve(text));
    }

    private static String absolute(String path, Path base) {
        String absolute = base.resolve(path).toAbsolutePath().normalize().toString();
        StringBuilder escaped = new StringBuilder(absolute.length());
        absolute.codePoints().forEach(c -> {
            boolean legal = c < 0x80 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
            if (legal) {
                escaped.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append("%%%02X".formatted(b & 0xff));
                }
            }
        });
        return escaped.toString();
    }
}
