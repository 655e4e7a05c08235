package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of input or output as its URLs name it: which they are, what options they take, and what does not go together. Each kind is
 * declared in the package that implements it and registered in {@link UrlKinds}; compared by identity.
 */
public final class UrlKind {

    /** Which way the bytes go. */
    public enum Direction {
        /** Into a source. */
        INPUT,
        /** Out of a source. */
        OUTPUT
    }

    /** A part of a URL that a kind requires, allows or, when it says nothing of it, refuses. */
    public enum Part {
        /** {@code user:password@}. */
        USER_INFO,
        /** The host. */
        HOST,
        /** The port. */
        PORT,
        /** The path, and with it a query that belongs to the other server. */
        PATH
    }

    /** Something that a kind wants to be true of a URL and its options together. */
    public interface Check {

        /** What is wrong: value, expectation, remedy; empty when nothing is. */
        Optional<String> problem(Url url, Settings settings);
    }

    /** Two options that exclude each other. */
    record Exclusion(Option<?> one, Option<?> other) {}

    private final Direction direction;
    private final String name;
    private final List<String> prefixes;
    private static final Duration EVEN = Duration.ofMillis(200);

    private final String form;
    private final String sentence;
    private final List<Option<?>> options;
    private final boolean optionsInQuery;
    private final List<Option<?>> takenFromQuery;
    private final Set<Part> required;
    private final Set<Part> allowed;
    private final boolean canWait;
    private final boolean listens;
    private final boolean tls;
    private final boolean datagrams;
    private final Duration unevenness;
    private final List<Exclusion> exclusions;
    private final List<Check> checks;
    private final Optional<Option<?>> key;

    private UrlKind(Builder builder) {
        this.direction = builder.direction;
        this.name = builder.name;
        this.prefixes = builder.prefixes;
        this.form = builder.form;
        this.sentence = builder.sentence;
        this.options = List.copyOf(builder.options);
        this.optionsInQuery = builder.optionsInQuery;
        this.takenFromQuery = List.copyOf(builder.takenFromQuery);
        takenFromQuery.forEach(this::requireDeclared);
        this.required = EnumSet.copyOf(builder.required);
        this.allowed = EnumSet.copyOf(builder.allowed);
        this.canWait = builder.canWait;
        this.listens = builder.listens;
        this.tls = builder.tls;
        this.datagrams = builder.datagrams;
        this.unevenness = builder.unevenness;
        this.exclusions = List.copyOf(builder.exclusions);
        this.checks = List.copyOf(builder.checks);
        this.key = builder.key;
        Set<String> names = new HashSet<>();
        for (Option<?> option : options()) {
            if (!names.add(option.name()) || option.name().equals(EndpointReader.URL_KEY)) {
                throw new IllegalArgumentException("option: " + option + " of " + name + " (expected: declared once)");
            }
        }
    }

    /**
     * A kind of input.
     *
     * @param name one word for logs, API and metrics
     * @param prefixes what its URLs begin with: schemes ({@code "http"}), or a scheme and a word ({@code "test:card"})
     */
    public static Builder input(String name, String... prefixes) {
        return new Builder(Direction.INPUT, name, List.of(prefixes));
    }

    /** A kind of output; as {@link #input}. */
    public static Builder output(String name, String... prefixes) {
        return new Builder(Direction.OUTPUT, name, List.of(prefixes));
    }

    /** Which way the bytes go. */
    public Direction direction() {
        return direction;
    }

    /** One word for logs, API and metrics. */
    public String name() {
        return name;
    }

    /** Whether an input of this kind can be held back for a listener ({@code policy = "wait"}). */
    public boolean canWait() {
        return canWait;
    }

    /** Whether its URL names an address of this host on which a TCP port is opened. */
    public boolean listens() {
        return listens;
    }

    /** Whether its connections begin with TLS, for which the daemon needs a certificate. */
    public boolean tls() {
        return tls;
    }

    /** Whether it sends datagrams to a host, which may be a group. */
    public boolean sendsDatagrams() {
        return datagrams;
    }

    /** How unevenly the bytes of such an input come: what an output that sends evenly has to hold back. */
    public Duration unevenness() {
        return unevenness;
    }

    /** All options that its table may hold, those that every output has included. */
    public List<Option<?>> options() {
        if (direction == Direction.INPUT) {
            return options;
        }
        List<Option<?>> all = new ArrayList<>(OutputConfig.COMMON);
        all.addAll(options);
        return all;
    }

    @Override
    public String toString() {
        return name;
    }

    void requireDeclared(Option<?> option) {
        if (!options().contains(option)) {
            throw new IllegalArgumentException("option: " + option + " (expected: one that " + name + " declares)");
        }
    }

    List<String> prefixes() {
        return prefixes;
    }

    String form() {
        return form;
    }

    String sentence() {
        return sentence;
    }

    /** The option that stands in a table of this kind instead of a URL. */
    Optional<Option<?>> key() {
        return key;
    }

    List<Exclusion> exclusions() {
        return exclusions;
    }

    boolean hasOptionsInQuery() {
        return optionsInQuery;
    }

    /** The options that are taken out of a query whose rest is the other server's. */
    List<Option<?>> takenFromQuery() {
        return takenFromQuery;
    }

    /** Adds what is wrong with a URL and options of this kind to the report. */
    void check(Url url, Settings settings, Report report) {
        checkPart(Part.USER_INFO, url.userInfo().isPresent(), "user and password", url, settings, report);
        checkPart(Part.HOST, !url.host().isEmpty(), "host", url, settings, report);
        checkPart(Part.PORT, url.port() >= 0, "port", url, settings, report);
        if (!url.query().isEmpty() && !required.contains(Part.PATH) && !allowed.contains(Part.PATH)) {
            report.problem(settings.origin(), "url: " + url + " (expected: no query; write " + form + ")");
        }
        boolean hasPath = !url.path().isEmpty() && !url.path().equals("/") && url.hasAuthority();
        checkPart(Part.PATH, hasPath, "path", url, settings, report);
        for (Exclusion exclusion : exclusions) {
            if (settings.isGiven(exclusion.one()) && settings.isGiven(exclusion.other())) {
                report.problem(
                        settings.originOf(exclusion.other()),
                        exclusion.other() + ": given together with " + exclusion.one()
                                + " (expected: one of them; remove the other)");
            }
        }
        for (Check check : checks) {
            check.problem(url, settings).ifPresent(problem -> report.problem(settings.origin(), problem));
        }
    }

    private void checkPart(Part part, boolean present, String word, Url url, Settings settings, Report report) {
        if (present && !required.contains(part) && !allowed.contains(part)) {
            report.problem(settings.origin(), "url: " + url + " (expected: no " + word + "; write " + form + ")");
        } else if (!present && required.contains(part)) {
            report.problem(settings.origin(), "url: " + url + " (expected: a " + word + "; write " + form + ")");
        }
    }

    /** Declares a kind. */
    public static final class Builder {

        private final Direction direction;
        private final String name;
        private final List<String> prefixes;
        private String form = "";
        private String sentence = "";
        private final List<Option<?>> options = new ArrayList<>();
        private boolean optionsInQuery;
        private final List<Option<?>> takenFromQuery = new ArrayList<>();
        private final Set<Part> required = EnumSet.noneOf(Part.class);
        private final Set<Part> allowed = EnumSet.noneOf(Part.class);
        private boolean canWait;
        private boolean listens;
        private boolean tls;
        private boolean datagrams;
        private Duration unevenness = Duration.ofSeconds(2);
        private final List<Exclusion> exclusions = new ArrayList<>();
        private final List<Check> checks = new ArrayList<>();
        private Optional<Option<?>> key = Optional.empty();

        private Builder(Direction direction, String name, List<String> prefixes) {
            this.direction = direction;
            this.name = name;
            this.prefixes = prefixes;
        }

        /** How its URLs look, {@code tcp://[HOST]:PORT}, and what it is, in one sentence. */
        public Builder says(String urlForm, String meaning) {
            this.form = urlForm;
            this.sentence = meaning;
            return this;
        }

        /** Its options, for the table; in the query too after {@link #optionsInQuery()}. */
        public Builder options(Option<?>... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** The query of its URLs holds options. Not for URLs that another server reads: their query is theirs. */
        public Builder optionsInQuery() {
            this.optionsInQuery = true;
            return this;
        }

        /**
         * The query of its URLs is the other server's, but for parameters with the very names of these options: they are taken out. A
         * parameter of the server with such a name is written with one of its letters percent-encoded.
         */
        public Builder takesFromQuery(Option<?>... some) {
            takenFromQuery.addAll(List.of(some));
            return this;
        }

        /** Parts without which its URLs make no sense. */
        public Builder requires(Part... parts) {
            required.addAll(List.of(parts));
            return this;
        }

        /** Parts that its URLs may have. */
        public Builder allows(Part... parts) {
            allowed.addAll(List.of(parts));
            return this;
        }

        /** Inputs of this kind can be held back for a listener. */
        public Builder canWait() {
            this.canWait = true;
            return this;
        }

        /** Connections to that port begin with TLS. */
        public Builder tls() {
            this.tls = true;
            return this;
        }

        /** It sends datagrams to its host, which may be a group. */
        public Builder sendsDatagrams() {
            this.datagrams = true;
            return this;
        }

        /** Its URL names the address of a TCP port that is opened; no two may be the same. */
        public Builder listens() {
            this.listens = true;
            return this;
        }

        /** Inputs of this kind bring their bytes in small steps, as they are made or sent. */
        public Builder even() {
            return unevenness(EVEN);
        }

        /** Inputs of this kind bring their bytes as unevenly as that; 2 s unless said. */
        public Builder unevenness(Duration most) {
            this.unevenness = most;
            return this;
        }

        /** Two options that may not be given together. */
        public Builder incompatible(Option<?> one, Option<?> other) {
            exclusions.add(new Exclusion(one, other));
            return this;
        }

        /** A table with this option needs no URL: the option says all. The prefix of the kind is then its URL. */
        public Builder key(Option<?> option) {
            this.key = Optional.of(option);
            return this;
        }

        /** Something else that must be true. */
        public Builder check(Check check) {
            checks.add(check);
            return this;
        }

        /** The kind. */
        public UrlKind build() {
            return new UrlKind(this);
        }
    }
}
