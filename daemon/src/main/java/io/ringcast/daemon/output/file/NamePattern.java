package io.ringcast.daemon.output.file;

import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How recordings are called: an absolute path with conversions of {@code strftime} (POSIX.1-2017), such as
 * {@code /var/lib/ringcast/news-%Y%m%d-%H%M.ts}. It makes names, and it tells which files it can have made. Immutable.
 *
 * <p>What is being written is called {@code NAME.part}; a name that is taken gets {@code -1}, {@code -2}, … before its extension.
 */
final class NamePattern {

    /** Behind the name of a file that is being written. */
    static final String PART = ".part";

    static final ValueType<NamePattern> TYPE = ValueType.of(
            "path",
            "an absolute path with conversions of strftime such as \"/var/lib/ringcast/news-%Y%m%d-%H%M.ts\"",
            NamePattern::parse,
            NamePattern::toString);

    /** A conversion, how it is written, and what it can have made. */
    private enum Conversion {
        YEAR('Y', time -> four(time.getYear()), "\\d{4}"),
        MONTH('m', time -> two(time.getMonthValue()), "\\d{2}"),
        DAY('d', time -> two(time.getDayOfMonth()), "\\d{2}"),
        HOUR('H', time -> two(time.getHour()), "\\d{2}"),
        MINUTE('M', time -> two(time.getMinute()), "\\d{2}"),
        SECOND('S', time -> two(time.getSecond()), "\\d{2}"),
        EPOCH('s', time -> Long.toString(time.toEpochSecond()), "-?\\d+"),
        DAY_OF_YEAR('j', time -> String.format(Locale.ROOT, "%03d", time.getDayOfYear()), "\\d{3}"),
        ZONE('z', DateTimeFormatter.ofPattern("xx", Locale.ROOT)::format, "[+-]\\d{4}"),
        PERCENT('%', time -> "%", "%");

        final char letter;
        final String regex;

        @SuppressWarnings("ImmutableEnumChecker") // They are: functions without state.
        final Function<ZonedDateTime, String> text;

        Conversion(char letter, Function<ZonedDateTime, String> text, String regex) {
            this.letter = letter;
            this.text = text;
            this.regex = regex;
        }

        static Optional<Conversion> of(char letter) {
            for (Conversion conversion : values()) {
                if (conversion.letter == letter) {
                    return Optional.of(conversion);
                }
            }
            return Optional.empty();
        }

        static String all() {
            StringBuilder all = new StringBuilder();
            for (Conversion conversion : values()) {
                all.append(all.isEmpty() ? "%" : " %").append(conversion.letter);
            }
            return all.toString();
        }

        private static String two(int value) {
            return String.format(Locale.ROOT, "%02d", value);
        }

        private static String four(int value) {
            return String.format(Locale.ROOT, "%04d", value);
        }
    }

    private final String text;
    private final Path root;
    private final List<Pattern> directories;
    private final List<String> parts;
    private final Pattern names;

    private NamePattern(String text, List<String> parts) {
        this.text = text;
        this.parts = parts;
        int fixed = 0;
        Path at = Path.of("/");
        while (fixed < parts.size() - 1 && !hasConversion(parts.get(fixed))) {
            at = at.resolve(formatted(parts.get(fixed), Optional.empty()));
            fixed++;
        }
        this.root = at;
        this.directories = parts.subList(fixed, parts.size() - 1).stream()
                .map(part -> Pattern.compile(regex(part)))
                .toList();
        String name = parts.get(parts.size() - 1);
        int dot = dot(name);
        this.names =
                Pattern.compile(regex(name.substring(0, dot)) + "(-[1-9]\\d{0,3}){0,2}" + regex(name.substring(dot)));
    }

    /**
     * Reads a pattern.
     *
     * @throws InvalidValueException when {@code text} is none
     */
    static NamePattern parse(String text) {
        checkConversions(text);
        List<String> parts = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        if (!text.startsWith("/")) {
            throw new InvalidValueException(text, "an absolute path, such as /var/lib/ringcast/news-%Y%m%d-%H%M.ts");
        }
        if (text.endsWith("/") || parts.isEmpty() || parts.contains("..") || parts.contains(".")) {
            throw new InvalidValueException(text, "the path of a file, without \".\" and \"..\"");
        }
        if (text.endsWith(PART)) {
            throw new InvalidValueException(text, "another ending: " + PART + " is what is being written");
        }
        try {
            return new NamePattern(text, List.copyOf(parts));
        } catch (InvalidPathException e) {
            throw new InvalidValueException(text, "a path that this system can have: " + e.getReason());
        }
    }

    /** The directory below which all of its files are: as far as it has no conversions. */
    Path root() {
        return root;
    }

    /** The directories between {@link #root()} and the files, outermost first, each as what its name can be. */
    List<Pattern> directories() {
        return directories;
    }

    /** Whether it can have made {@code name}, which is in a directory of its. */
    boolean isName(String name) {
        return names.matcher(name).matches();
    }

    /**
     * The path for a file that begins at {@code time}.
     *
     * @param number 0, or how often the name was taken
     */
    Path path(ZonedDateTime time, int number) {
        Path at = Path.of("/");
        for (String part : parts.subList(0, parts.size() - 1)) {
            at = at.resolve(formatted(part, Optional.of(time)));
        }
        String name = parts.get(parts.size() - 1);
        int dot = dot(name);
        Optional<ZonedDateTime> when = Optional.of(time);
        return at.resolve(formatted(name.substring(0, dot), when)
                + (number == 0 ? "" : "-" + number)
                + formatted(name.substring(dot), when));
    }

    /** Where {@code path} is written until it is whole. */
    static Path part(Path path) {
        return path.resolveSibling(path.getFileName() + PART);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return text;
    }

    private static void checkConversions(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 2)) {
            String conversion = text.substring(i, Math.min(i + 2, text.length()));
            if (conversion.length() < 2 || Conversion.of(conversion.charAt(1)).isEmpty()) {
                throw new InvalidValueException(
                        text, "conversions among " + Conversion.all() + ", and not " + conversion);
            }
        }
    }

    private static boolean hasConversion(String part) {
        return part.replace("%%", "").indexOf('%') >= 0;
    }

    /** Where the extension of a name begins: its end when it has none. */
    private static int dot(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name.length() : dot;
    }

    /** {@code time} is needed for parts with conversions only. */
    private static String formatted(String part, Optional<ZonedDateTime> time) {
        StringBuilder out = new StringBuilder();
        forEach(
                part,
                out::append,
                conversion ->
                        out.append(conversion == Conversion.PERCENT ? "%" : conversion.text.apply(time.orElseThrow())));
        return out.toString();
    }

    private static String regex(String part) {
        StringBuilder out = new StringBuilder();
        forEach(
                part,
                literal -> out.append(Pattern.quote(Character.toString(literal))),
                conversion -> out.append(conversion.regex));
        return out.toString();
    }

    private interface OnLiteral {
        void literal(char c);
    }

    private interface OnConversion {
        void conversion(Conversion conversion);
    }

    private static void forEach(String part, OnLiteral literals, OnConversion conversions) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                i++;
                conversions.conversion(Conversion.of(part.charAt(i)).orElseThrow());
            } else {
                literals.literal(c);
            }
        }
    }
}
