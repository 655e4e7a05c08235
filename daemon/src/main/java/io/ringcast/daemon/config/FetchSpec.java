package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomlj.TomlTable;

/**
 * What {@code GET /fetch?url=} may get, and for whom.
 *
 * @param hosts where it may get things from, at least one
 * @param signKey under which its URLs are signed
 * @param networks addresses of the inner network that a name among {@code hosts} may have; addresses that {@code hosts} names need no more
 * @param limit things that may be got at the same time
 * @param ring how much of each is kept for those who get it
 * @param idle how long one is kept, and goes on, after the last who got it
 */
public record FetchSpec(
        List<FetchHost> hosts, Secret signKey, List<Cidr> networks, int limit, DataSize ring, Duration idle) {

    /** What one should look like. */
    static final String EXPECTATION =
            "a table such as { hosts = [\"media.example\", \"*.cdn.example\"], sign-key = { file = \"PATH\" } }, with networks,"
                    + " limit, ring and idle if need be";

    private static final String HOSTS = "hosts";
    private static final String SIGN_KEY = "sign-key";
    private static final String NETWORKS = "networks";
    private static final String LIMIT = "limit";
    private static final String RING = "ring";
    private static final String IDLE = "idle";
    private static final List<String> KEYS = List.of(HOSTS, SIGN_KEY, NETWORKS, LIMIT, RING, IDLE);

    private static final int USUAL_LIMIT = 8;
    private static final int HIGHEST_LIMIT = 1000;
    private static final DataSize USUAL_RING = DataSize.parse("8MiB");
    private static final DataSize LARGEST_RING = DataSize.parse("1GiB");
    private static final Duration USUAL_IDLE = Duration.ofSeconds(10);
    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private static final ValueType<List<FetchHost>> HOST_LIST = ValueType.of(
                    "host", FetchHost.EXPECTATION, FetchHost::parse, FetchHost::toString)
            .list();
    private static final ValueType<List<Cidr>> NETWORK_LIST = ValueTypes.CIDR.list();

    /** Stands for a key that is missing or wrong, which the report says. */
    private static final Secret NO_KEY = Secret.of("");

    public FetchSpec {
        hosts = List.copyOf(hosts);
        networks = List.copyOf(networks);
    }

    /** How it is written in TOML; secrets masked. */
    String toml() {
        return "{ hosts = " + quoted(hosts.stream().map(FetchHost::toString)) + ", sign-key = " + signKey.toml()
                + (networks.isEmpty()
                        ? ""
                        : ", networks = " + quoted(networks.stream().map(Cidr::toString)))
                + ", limit = " + limit + ", ring = " + ValueTypes.quoted(ring.toString()) + ", idle = "
                + ValueTypes.quoted(Durations.format(idle)) + " }";
    }

    /** Reads a table; what is wrong in it is reported where it stands. */
    static FetchSpec read(Raw raw, ReadContext context) {
        if (!(raw.value() instanceof TomlTable table)) {
            throw new InvalidValueException(raw.shown(), EXPECTATION);
        }
        Set<String> unknown = new TreeSet<>(table.keySet());
        KEYS.forEach(unknown::remove);
        for (String key : unknown) {
            context.report()
                    .problem(
                            context.at(table, key),
                            context.key() + "." + InvalidValueException.printable(key) + ": unknown key (expected: "
                                    + String.join(", ", KEYS) + Suggestion.among(KEYS, key) + ")");
        }
        Keys keys = new Keys(table, context);
        return new FetchSpec(
                keys.mandatory(
                        HOSTS,
                        HOST_LIST,
                        list -> !list.isEmpty(),
                        "at least one host that may be fetched from",
                        List.of()),
                keys.mandatory(
                        SIGN_KEY,
                        ValueTypes.SECRET,
                        key -> true,
                        "a secret, such as openssl rand -base64 32 prints",
                        NO_KEY),
                keys.read(NETWORKS, NETWORK_LIST, List.of(), list -> true, ""),
                Math.toIntExact(keys.read(
                        LIMIT,
                        ValueTypes.INTEGER,
                        (long) USUAL_LIMIT,
                        number -> number >= 1 && number <= HIGHEST_LIMIT,
                        "a whole number from 1 to " + HIGHEST_LIMIT)),
                keys.read(
                        RING,
                        ValueTypes.SIZE,
                        USUAL_RING,
                        size -> size.compareTo(Configuration.RING_FLOOR) >= 0 && size.compareTo(LARGEST_RING) <= 0,
                        "a size from " + Configuration.RING_FLOOR + " to " + LARGEST_RING),
                keys.read(
                        IDLE,
                        ValueTypes.DURATION,
                        USUAL_IDLE,
                        time -> !time.isNegative() && time.compareTo(LONGEST_IDLE) <= 0,
                        "a duration from 0s to " + Durations.format(LONGEST_IDLE)));
    }

    private static String quoted(Stream<String> texts) {
        return texts.map(ValueTypes::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** The keys of one table. */
    private record Keys(TomlTable table, ReadContext context) {

        <T> T mandatory(String key, ValueType<T> type, Predicate<T> good, String expectation, T instead) {
            if (table.get(List.of(key)) == null) {
                throw new InvalidValueException("no " + key, expectation + "; " + EXPECTATION);
            }
            return read(key, type, instead, good, expectation);
        }

        <T> T read(String key, ValueType<T> type, T instead, Predicate<T> good, String expectation) {
            Object value = table.get(List.of(key));
            if (value == null) {
                return instead;
            }
            Origin origin = context.at(table, key);
            Raw raw = Raw.toml(value, origin);
            int before = context.report().problemCount();
            try {
                T read = type.read(raw, context.within(context.key() + "." + key));
                if (good.test(read) || context.report().problemCount() > before) {
                    return read;
                }
                throw new InvalidValueException(type.toml(read).orElse(""), expectation);
            } catch (InvalidValueException e) {
                context.report().problem(origin, context.key() + "." + key + ": " + e.getMessage());
                return instead;
            }
        }
    }
}
