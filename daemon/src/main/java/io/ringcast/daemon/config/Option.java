package io.ringcast.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration, declared once: loader, print-config and reference all follow from this object, and it is what the value
 * is read with ({@code input.get(CONNECT_TIMEOUT)}). Options are compared by identity: keep each in a constant.
 *
 * <p>A factory with a default makes an {@code Option<T>}, one without makes an {@code Option<Optional<T>>}.
 *
 * @param <T> the type of the value as code sees it
 */
public final class Option<T> {

    private static final ChangeCost USUAL_COST = ChangeCost.RECONNECT;

    private final String name;
    private final ValueType<T> type;
    private final T byDefault;
    private final String sentence;
    private final ChangeCost cost;
    private final boolean required;
    private final @Nullable T min;
    private final @Nullable T max;

    private Option(
            String name,
            ValueType<T> type,
            T byDefault,
            String sentence,
            ChangeCost cost,
            boolean required,
            @Nullable T min,
            @Nullable T max) {
        this.name = name;
        this.type = type;
        this.byDefault = byDefault;
        this.sentence = sentence;
        this.cost = cost;
        this.required = required;
        this.min = min;
        this.max = max;
    }

    /** A duration, {@code "10s"}. */
    public static Option<Duration> duration(String name, String byDefault, String sentence) {
        return of(name, ValueTypes.DURATION, byDefault, sentence);
    }

    /** A duration or none. */
    public static Option<Optional<Duration>> duration(String name, String sentence) {
        return of(name, ValueTypes.DURATION, sentence);
    }

    /** A size, {@code "16MiB"}. */
    public static Option<DataSize> size(String name, String byDefault, String sentence) {
        return of(name, ValueTypes.SIZE, byDefault, sentence);
    }

    /** A size or none. */
    public static Option<Optional<DataSize>> size(String name, String sentence) {
        return of(name, ValueTypes.SIZE, sentence);
    }

    /** A bit rate, {@code "4Mbit/s"}. */
    public static Option<BitRate> bitRate(String name, String byDefault, String sentence) {
        return of(name, ValueTypes.BIT_RATE, byDefault, sentence);
    }

    /** A bit rate or none. */
    public static Option<Optional<BitRate>> bitRate(String name, String sentence) {
        return of(name, ValueTypes.BIT_RATE, sentence);
    }

    /** A whole number. */
    public static Option<Long> integer(String name, long byDefault, String sentence) {
        return of(name, ValueTypes.INTEGER, String.valueOf(byDefault), sentence);
    }

    /** A whole number or none. */
    public static Option<Optional<Long>> integer(String name, String sentence) {
        return of(name, ValueTypes.INTEGER, sentence);
    }

    /** True or false. */
    public static Option<Boolean> flag(String name, boolean byDefault, String sentence) {
        return of(name, ValueTypes.FLAG, String.valueOf(byDefault), sentence);
    }

    /** One line of text. */
    public static Option<String> text(String name, String byDefault, String sentence) {
        return of(name, ValueTypes.TEXT, byDefault, sentence);
    }

    /** One line of text or none. */
    public static Option<Optional<String>> text(String name, String sentence) {
        return of(name, ValueTypes.TEXT, sentence);
    }

    /** One of a closed list of words. */
    public static <E extends Enum<E> & Word> Option<E> word(
            String name, Class<E> words, String byDefault, String sentence) {
        return of(name, ValueTypes.words(words), byDefault, sentence);
    }

    /** One of a closed list of words, or none. */
    public static <E extends Enum<E> & Word> Option<Optional<E>> word(String name, Class<E> words, String sentence) {
        return of(name, ValueTypes.words(words), sentence);
    }

    /** A secret or none: literally, in a file, or a systemd credential; never in a URL's query. */
    public static Option<Optional<Secret>> secret(String name, String sentence) {
        return of(name, ValueTypes.SECRET, sentence);
    }

    /** A file that can be read when the configuration is loaded, or none. */
    public static Option<Optional<Path>> file(String name, String sentence) {
        return of(name, ValueTypes.FILE, sentence);
    }

    /** A URL with a host and one of these schemes, or none; its user info is kept apart and masked. */
    public static Option<Optional<Url>> url(String name, String sentence, String... schemes) {
        return of(name, ValueTypes.url(schemes), sentence);
    }

    /** Any number of texts. */
    public static Option<List<String>> texts(String name, String sentence) {
        return list(name, ValueTypes.TEXT, sentence);
    }

    /** Any number of address ranges. */
    public static Option<List<Cidr>> cidrs(String name, String sentence) {
        return list(name, ValueTypes.CIDR, sentence);
    }

    /** A table of header fields; values may be secrets in files. */
    public static Option<List<Header>> headers(String name, String sentence) {
        return new Option<>(name, ValueTypes.HEADERS, List.of(), sentence, USUAL_COST, false, null, null);
    }

    /** The words of a command; what looks like a secret in them is not shown. */
    static Option<List<String>> words(String name, String sentence) {
        return list(name, ValueTypes.WORD, sentence);
    }

    /** A table of environment variables; values may be secrets in files. */
    public static Option<Map<String, Secret>> variables(String name, String sentence) {
        return new Option<>(name, ValueTypes.VARIABLES, Map.of(), sentence, USUAL_COST, false, null, null);
    }

    /** Pauses between attempts. */
    public static Option<RetrySpec> retry(String name, String byDefault, String sentence) {
        return of(name, ValueTypes.RETRY, byDefault, sentence);
    }

    /** A value of any type, with a default that is written as in the configuration. */
    public static <T> Option<T> of(String name, ValueType<T> type, String byDefault, String sentence) {
        T value = parsed(type, byDefault, new Origin.Default());
        return new Option<>(name, type, value, sentence, USUAL_COST, false, null, null);
    }

    /** A value of any type, or none. */
    public static <T> Option<Optional<T>> of(String name, ValueType<T> type, String sentence) {
        return new Option<>(name, type.optional(), Optional.empty(), sentence, USUAL_COST, false, null, null);
    }

    /** Any number of values of any type. */
    public static <T> Option<List<T>> list(String name, ValueType<T> type, String sentence) {
        return ofList(name, type.list(), sentence);
    }

    static <T> Option<List<T>> ofList(String name, ValueType<List<T>> type, String sentence) {
        return new Option<>(name, type, List.of(), sentence, USUAL_COST, false, null, null);
    }

    /** The same with a range, both ends included and written as in the configuration. */
    public Option<T> between(String lowest, String highest) {
        return inRange(lowest, highest);
    }

    /** The same with a lowest value, written as in the configuration. */
    public Option<T> atLeast(String lowest) {
        return inRange(lowest, null);
    }

    /** The same with what it costs to change it while the daemon runs; a reconnect of the input unless said. */
    public Option<T> costs(ChangeCost change) {
        return new Option<>(name, type, byDefault, sentence, change, required, min, max);
    }

    /** The same, but it must be given. */
    public Option<T> mandatory() {
        return new Option<>(name, type, byDefault, sentence, cost, true, min, max);
    }

    /** The key as it is written. */
    public String name() {
        return name;
    }

    /** Its value where nobody gave one. */
    public T byDefault() {
        return byDefault;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * Reads a value that is all text.
     *
     * @throws InvalidValueException when it is none
     */
    T parse(String text) {
        return checked(parsed(type, text, new Origin.CommandLine()));
    }

    /**
     * Reads a value.
     *
     * @throws InvalidValueException when it is none
     */
    T read(Raw raw, ReadContext context) {
        return checked(type.read(raw, context));
    }

    /** {@code value} when it is in range. */
    T checked(T value) {
        boolean low = min != null && type.compare(value, min) < 0;
        boolean high = max != null && type.compare(value, max) > 0;
        if (low || high) {
            throw new InvalidValueException(type.toml(value).orElse(""), expectation());
        }
        return value;
    }

    /** What a value should look like, with its range. */
    String expectation() {
        return type.expectation() + (range().isEmpty() ? "" : ", " + range());
    }

    /** Its range in words, {@code ""} where there is none. */
    String range() {
        if (min == null) {
            return "";
        }
        String lowest = bare(min);
        return max == null ? "at least " + lowest : "from " + lowest + " to " + bare(max);
    }

    ValueType<T> type() {
        return type;
    }

    String sentence() {
        return sentence;
    }

    ChangeCost cost() {
        return cost;
    }

    boolean isMandatory() {
        return required;
    }

    private Option<T> inRange(String lowest, @Nullable String highest) {
        T low = parsed(type, lowest, new Origin.Default());
        T high = highest == null ? null : parsed(type, highest, new Origin.Default());
        Option<T> bounded = new Option<>(name, type, byDefault, sentence, cost, required, low, high);
        bounded.checked(byDefault);
        return bounded;
    }

    private String bare(T value) {
        return type.toml(value).orElse("").replace("\"", "");
    }

    private static <T> T parsed(ValueType<T> type, String text, Origin origin) {
        return type.read(Raw.text(text, origin), ReadContext.detached());
    }
}
