package io.ringcast.daemon.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tomlj.TomlTable;

/** The types of values that configuration keys have. */
final class ValueTypes {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static final ValueType<Duration> DURATION = ValueType.of(
                    "duration", Durations.MILLIS.expectation(), Durations::parse, Durations::format)
            .ordered(Duration::compareTo);

    static final ValueType<BitRate> BIT_RATE = ValueType.of(
                    "bit rate", BitRate.BITS.expectation(), BitRate::parse, BitRate::toString)
            .ordered(BitRate::compareTo);

    static final ValueType<DataSize> SIZE = new ValueType<>(
            "size",
            DataSize.BYTES.expectation(),
            (raw, context) -> DataSize.parse(numberOrText(raw, DataSize.BYTES.expectation())),
            size -> Optional.of(quoted(size.toString())),
            DataSize::compareTo);

    static final ValueType<Long> INTEGER = new ValueType<>(
            "integer",
            "a whole number",
            (raw, context) -> readInteger(raw),
            number -> Optional.of(number.toString()),
            Long::compareTo);

    static final ValueType<Boolean> FLAG = new ValueType<>(
            "boolean", "true or false", (raw, context) -> readFlag(raw), flag -> Optional.of(flag.toString()), null);

    static final ValueType<String> TEXT =
            ValueType.of("text", "a text in quotes, without control characters", ValueTypes::parseText, text -> text);

    static final ValueType<Cidr> CIDR = ValueType.of("address range", Cidr.EXPECTATION, Cidr::parse, Cidr::toString);

    static final ValueType<ListenAddress> LISTEN_ADDRESS =
            ValueType.of("address", ListenAddress.EXPECTATION, ListenAddress::parse, ListenAddress::toString);

    static final ValueType<RingSpec> RING = sizeOr("duration or size", RingSpec.EXPECTATION, RingSpec::parse);
    static final ValueType<JoinSpec> JOIN = sizeOr("word, duration or size", JoinSpec.EXPECTATION, JoinSpec::parse);
    static final ValueType<PaceSpec> PACE =
            ValueType.of("word or bit rate", PaceSpec.EXPECTATION, PaceSpec::parse, PaceSpec::toString);
    static final ValueType<PrefetchSpec> PREFETCH =
            sizeOr("duration, size or share", PrefetchSpec.EXPECTATION, PrefetchSpec::parse);
    static final ValueType<RetrySpec> RETRY =
            ValueType.of("two durations", RetrySpec.EXPECTATION, RetrySpec::parse, RetrySpec::toString);

    static final ValueType<Secret> SECRET = new ValueType<>(
            "secret",
            "a secret: a text in quotes, { file = \"PATH\" } or { credential = \"NAME\" }",
            ValueTypes::readSecret,
            secret -> Optional.of(secret.toml()),
            null);

    static final ValueType<Path> FILE = new ValueType<>(
            "file",
            "the path of a file that this user can read",
            ValueTypes::readFile,
            path -> Optional.of(quoted(path.toString())),
            null);

    static final ValueType<List<Header>> HEADERS = new ValueType<>(
            "table of header fields",
            "a table of header fields such as { Referer = \"http://host/\" }",
            ValueTypes::readHeaders,
            headers -> Optional.of(tomlHeaders(headers)),
            null);

    static final ValueType<String> WORD = ValueType.of(
            "text", TEXT.expectation(), ValueTypes::parseText, word -> word.contains("://") ? Url.masked(word) : word);

    static final ValueType<FilterSpec> FILTER = new ValueType<>(
            "word or list of text",
            FilterSpec.EXPECTATION,
            FilterSpec::read,
            filter -> Optional.of(filter.toml()),
            null);

    static final ValueType<HlsSpec> HLS =
            new ValueType<>("word or table", HlsSpec.EXPECTATION, HlsSpec::read, hls -> Optional.of(hls.toml()), null);

    static final ValueType<FetchSpec> FETCH =
            new ValueType<>("table", FetchSpec.EXPECTATION, FetchSpec::read, fetch -> Optional.of(fetch.toml()), null);

    static final ValueType<Map<String, Secret>> VARIABLES = new ValueType<>(
            "table of variables",
            "a table of environment variables such as { LANG = \"C\" }, their values texts or secrets",
            ValueTypes::readVariables,
            variables -> Optional.of(tomlVariables(variables)),
            null);

    static final ValueType<List<InputConfig>> INPUTS = new ValueType<>(
                    "URL or table",
                    "a URL or a table with a url",
                    EndpointReader::readInput,
                    ValueTypes::notInline,
                    null)
            .list();

    static final ValueType<Optional<InputConfig>> FALLBACK = new ValueType<>(
            "word, URL or table",
            "hold, or a URL such as test:null or a table with a url",
            (raw, context) ->
                    raw.value().equals("hold") ? Optional.empty() : Optional.of(EndpointReader.readInput(raw, context)),
            fallback -> fallback.isPresent() ? Optional.empty() : Optional.of(quoted("hold")),
            null);

    static final ValueType<List<OutputConfig>> OUTPUTS = new ValueType<>(
                    "URL or table",
                    "a URL or a table with a url",
                    EndpointReader::readOutput,
                    ValueTypes::notInline,
                    null)
            .list();

    private ValueTypes() {}

    /** One of the words of {@code type}. */
    static <E extends Enum<E> & Word> ValueType<E> words(Class<E> type) {
        return ValueType.of(Word.expectation(type), Word.expectation(type), text -> Word.parse(type, text), Word::word);
    }

    /** A URL with one of these schemes. */
    static ValueType<Url> url(String... schemes) {
        List<String> known = List.of(schemes);
        String expectation = "a URL that begins with " + String.join("://, ", known) + "://";
        return ValueType.of(
                "URL with " + String.join(" or ", known),
                expectation,
                text -> parseUrl(text, known, expectation),
                Url::toString);
    }

    /** A basic string (TOML 1.1, String): only what must be is escaped, so that people can read their own titles. */
    static String quoted(String text) {
        StringBuilder toml = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                toml.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                toml.append("\\u%04x".formatted((int) c));
            } else {
                toml.append(c);
            }
        }
        return toml.append('"').toString();
    }

    private static <T> ValueType<T> sizeOr(String name, String expectation, Function<String, T> parser) {
        return new ValueType<>(
                name,
                expectation,
                (raw, context) -> parser.apply(numberOrText(raw, expectation)),
                value -> Optional.of(quoted(value.toString())),
                null);
    }

    /** Endpoints are written as tables of their own. */
    private static Optional<String> notInline(Object endpoint) {
        return Optional.empty();
    }

    private static String numberOrText(Raw raw, String expectation) {
        return raw.value() instanceof Long number && number >= 0 ? number.toString() : raw.asText(expectation);
    }

    private static Long readInteger(Raw raw) {
        if (raw.value() instanceof Long number) {
            return number;
        }
        if (raw.loose() && raw.value() instanceof String text && text.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(text);
        }
        throw new InvalidValueException(raw.shown(), "a whole number");
    }

    private static Boolean readFlag(Raw raw) {
        if (raw.value() instanceof Boolean flag) {
            return flag;
        }
        if (raw.loose() && (raw.value().equals("true") || raw.value().equals("false"))) {
            return raw.value().equals("true");
        }
        throw new InvalidValueException(raw.shown(), "true or false");
    }

    private static String parseText(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidValueException(text, "a text without line ends and control characters");
        }
        return text;
    }

    private static Url parseUrl(String text, List<String> schemes, String expectation) {
        Url url = Url.parse(text);
        if (!schemes.contains(url.scheme()) || url.host().isEmpty()) {
            throw new InvalidValueException(url.toString(), expectation);
        }
        return url;
    }

    private static Secret readSecret(Raw raw, ReadContext context) {
        if (raw.value() instanceof String text) {
            if (raw.loose() || text.isEmpty()) {
                throw new InvalidValueException(
                        text.isEmpty() ? "\"\"" : "***", SECRET.expectation() + ", and never in a URL");
            }
            return Secret.of(text);
        }
        if (raw.value() instanceof TomlTable table && table.size() == 1) {
            Object file = table.get(List.of("file"));
            Object credential = table.get(List.of("credential"));
            if (file instanceof String path) {
                return Secret.from(context.secrets().file(resolved(path, context)), "{ file = " + quoted(path) + " }");
            }
            if (credential instanceof String name) {
                return Secret.from(context.secrets().credential(name), "{ credential = " + quoted(name) + " }");
            }
        }
        // What was written is not shown: it may be the secret.
        throw new InvalidValueException(raw.value() instanceof TomlTable ? "a table" : "***", SECRET.expectation());
    }

    private static Path readFile(Raw raw, ReadContext context) {
        Path path = resolved(raw.asText(FILE.expectation()), context);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidValueException(path.toString(), FILE.expectation());
        }
        return path;
    }

    private static Path resolved(String path, ReadContext context) {
        try {
            return context.base().resolve(path);
        } catch (InvalidPathException e) {
            throw new InvalidValueException(path, FILE.expectation());
        }
    }

    private static List<Header> readHeaders(Raw raw, ReadContext context) {
        if (!(raw.value() instanceof TomlTable table)) {
            throw new InvalidValueException(raw.shown(), HEADERS.expectation());
        }
        List<Header> headers = new ArrayList<>();
        for (Map.Entry<String, Object> entry : table.entrySet()) {
            Origin origin = context.at(table, entry.getKey());
            try {
                Raw value = Raw.toml(entry.getValue(), origin);
                boolean empty = value.value().equals("");
                headers.add(new Header(entry.getKey(), empty ? Secret.of("") : readSecret(value, context)));
            } catch (InvalidValueException e) {
                context.report().problem(origin, context.key() + "." + entry.getKey() + ": " + e.getMessage());
            }
        }
        return List.copyOf(headers);
    }

    private static Map<String, Secret> readVariables(Raw raw, ReadContext context) {
        if (!(raw.value() instanceof TomlTable table)) {
            throw new InvalidValueException(raw.shown(), VARIABLES.expectation());
        }
        Map<String, Secret> variables = new TreeMap<>();
        for (Map.Entry<String, Object> entry : table.entrySet()) {
            Origin origin = context.at(table, entry.getKey());
            try {
                if (!VARIABLE.matcher(entry.getKey()).matches()) {
                    throw new InvalidValueException(
                            entry.getKey(),
                            "a name of letters, digits and underscores that does not begin with a digit");
                }
                Raw value = Raw.toml(entry.getValue(), origin);
                boolean empty = value.value().equals("");
                variables.put(entry.getKey(), empty ? Secret.of("") : readSecret(value, context));
            } catch (InvalidValueException e) {
                context.report().problem(origin, context.key() + "." + entry.getKey() + ": " + e.getMessage());
            }
        }
        return Collections.unmodifiableMap(variables);
    }

    private static String tomlVariables(Map<String, Secret> variables) {
        String fields = variables.entrySet().stream()
                .map(variable ->
                        quoted(variable.getKey()) + " = " + tomlVariable(variable.getKey(), variable.getValue()))
                .collect(Collectors.joining(", "));
        return variables.isEmpty() ? "{}" : "{ " + fields + " }";
    }

    private static String tomlVariable(String name, Secret value) {
        boolean shown = !Url.soundsSecret(name) && value.isLiteral();
        return shown ? quoted(value.reveal()) : value.toml();
    }

    private static String tomlHeaders(List<Header> headers) {
        String fields = headers.stream().map(ValueTypes::tomlHeader).collect(Collectors.joining(", "));
        return headers.isEmpty() ? "{}" : "{ " + fields + " }";
    }

    private static String tomlHeader(Header header) {
        boolean shown = !header.isSensitive() && header.value().isLiteral();
        return quoted(header.name()) + " = "
                + (shown ? quoted(header.value().reveal()) : header.value().toml());
    }
}
