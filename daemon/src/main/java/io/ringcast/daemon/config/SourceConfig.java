package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One source: its inputs in order, its outputs, and how it behaves.
 *
 * @param name {@code [a-z0-9][a-z0-9._-]*}
 * @param settings values of {@link #OPTIONS}
 */
public record SourceConfig(String name, Settings settings) {

    /** Where bytes come from. */
    static final Option<List<InputConfig>> INPUTS = Option.ofList(
                    "inputs", ValueTypes.INPUTS, "Where the bytes come from, in order of preference: URLs or tables.")
            .costs(ChangeCost.RECONNECT)
            .mandatory();

    /** Where bytes go. */
    static final Option<List<OutputConfig>> OUTPUTS = Option.ofList(
                    "outputs",
                    ValueTypes.OUTPUTS,
                    "Where the bytes go besides HTTP, where /NAME is always there: URLs or tables.")
            .costs(ChangeCost.NOTHING);

    /** What it is called for people. */
    public static final Option<String> TITLE = Option.text("title", "", "What listeners see as the name of the stream.")
            .costs(ChangeCost.NOTHING);

    /** What it is about. */
    public static final Option<String> DESCRIPTION = Option.text(
                    "description", "", "What the stream is about, for listeners.")
            .costs(ChangeCost.NOTHING);

    /** What kind of programme it is. */
    public static final Option<String> GENRE =
            Option.text("genre", "", "The kind of programme, for listeners.").costs(ChangeCost.NOTHING);

    /** What the ring holds. */
    public static final Option<RingSpec> RING = Option.of(
                    "ring",
                    ValueTypes.RING,
                    "30s",
                    "How much of the newest bytes is kept: a time, as far as the memory goes, or an amount.")
            .costs(ChangeCost.NEW_RING);

    /** Where listeners start. */
    public static final Option<JoinSpec> JOIN = Option.of(
                    "join",
                    ValueTypes.JOIN,
                    "2s",
                    "Where listeners start: at the newest join point at least this far behind the newest byte; or live,"
                            + " keyframe, oldest.")
            .costs(ChangeCost.NOTHING);

    /** How long listeners are held. */
    public static final Option<Duration> JOIN_WAIT = Option.duration(
                    "join-wait",
                    "10s",
                    "How long a listener is held for the first bytes or join point before it is refused.")
            .between("0s", "10m")
            .costs(ChangeCost.NOTHING);

    /** What happens to the slow. */
    public static final Option<Policy> POLICY = Option.word(
                    "policy",
                    Policy.class,
                    "auto",
                    "What happens to a listener that falls behind the ring: skip to a join point, drop, or wait (hold the"
                            + " input back); auto skips where the format has join points and drops elsewhere.")
            .costs(ChangeCost.NOTHING);

    /** How long the input is held back. */
    public static final Option<Duration> WAIT_LIMIT = Option.duration(
                    "wait-limit", "30s", "A listener with policy wait that takes nothing for this long is dropped.")
            .between("100ms", "24h")
            .costs(ChangeCost.NOTHING);

    /** How long bytes wait for company. */
    public static final Option<Duration> LATENCY = Option.duration(
                    "latency",
                    "50ms",
                    "The most that a byte may wait in the daemon for company: less is sooner, more costs less.")
            .between("5ms", "2s")
            .costs(ChangeCost.NOTHING);

    /** How fast a download is released. */
    public static final Option<PaceSpec> PACE = Option.of(
                    "pace",
                    ValueTypes.PACE,
                    "auto",
                    "How a download faster than real time is released: by its media clock, at once (off), or at a rate.")
            .costs(ChangeCost.RECONNECT);

    /** What stands between inputs and ring. */
    public static final Option<FilterSpec> FILTER = Option.of(
                    "filter",
                    ValueTypes.FILTER,
                    "none",
                    "A child process between each input and the ring: nothing (none), ffmpeg that remuxes what it reads into"
                            + " MPEG-TS without transcoding (mpegts), or a program and its arguments that reads the input on its"
                            + " stdin and writes the stream to its stdout.")
            .costs(ChangeCost.RECONNECT);

    /** When an input counts as failing. */
    public static final Option<Duration> STALL = Option.duration(
                    "stall", "10s", "An input that delivers no bytes for this long is failing.")
            .between("100ms", "1h")
            .costs(ChangeCost.NOTHING);

    /** How connecting is repeated. */
    public static final Option<RetrySpec> RETRY = Option.of(
                    "retry",
                    ValueTypes.RETRY,
                    "1s..60s",
                    "Pauses between attempts to connect: the first and the longest, doubled in between, with jitter.")
            .costs(ChangeCost.NOTHING);

    /** How long a better input is tried. */
    public static final Option<Duration> PROVE = Option.duration(
                    "prove",
                    "30s",
                    "An input that came back must be good for this long, connected beside the active one, before it is active"
                            + " again.")
            .between("0s", "1h")
            .costs(ChangeCost.NOTHING);

    /** What happens at the end. */
    public static final Option<AtEnd> AT_END = Option.word(
                    "at-end",
                    AtEnd.class,
                    "next",
                    "What happens when an input has delivered its last byte: the next input, stop, repeat it, or hold"
                            + " listeners.")
            .costs(ChangeCost.NOTHING);

    /** What plays while every input is down. */
    public static final Option<Optional<InputConfig>> FALLBACK = Option.of(
                    "fallback",
                    ValueTypes.FALLBACK,
                    "hold",
                    "What listeners get while every input is down, once there was something: nothing (hold), or an input that"
                            + " keeps players alive, such as test:null.")
            .costs(ChangeCost.RECONNECT);

    /** Whether it starts with its first listener. */
    public static final Option<Boolean> ON_DEMAND = Option.flag(
                    "on-demand", false, "Whether the source runs only while somebody listens.")
            .costs(ChangeCost.NOTHING);

    /** How long it outlives its last listener. */
    public static final Option<Duration> IDLE = Option.duration(
                    "idle", "20s", "How long a source on demand goes on after its last listener has left.")
            .between("0s", "24h")
            .costs(ChangeCost.NOTHING);

    /** All of them, in the order of the reference. */
    static final List<Option<?>> OPTIONS = List.of(
            INPUTS,
            OUTPUTS,
            TITLE,
            DESCRIPTION,
            GENRE,
            RING,
            JOIN,
            JOIN_WAIT,
            POLICY,
            WAIT_LIMIT,
            LATENCY,
            PACE,
            FILTER,
            STALL,
            RETRY,
            PROVE,
            AT_END,
            FALLBACK,
            ON_DEMAND,
            IDLE);

    /** What a name should look like. */
    static final String NAME_EXPECTATION = "a name of lower case letters, digits, dots, hyphens and underscores that"
            + " begins with a letter or digit, at most 64 of them";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** What the HTTP port serves under fixed names. */
    private static final Set<String> RESERVED =
            Set.of("playlist.m3u", "status-json.xsl", "admin", "fetch", "favicon.ico");

    public SourceConfig {
        requireName(name);
        if (RESERVED.contains(name)) {
            throw new InvalidValueException(name, "a name that the HTTP port does not use itself; choose another");
        }
    }

    /** Collects what a source is made of, for configurations that are made in code. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * {@code name} when it is a name of a source or output.
     *
     * @throws InvalidValueException when it is none
     */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(name, NAME_EXPECTATION);
        }
        return name;
    }

    /** Where the bytes come from, in order of preference. */
    public List<InputConfig> inputs() {
        return settings.get(INPUTS);
    }

    /** Where the bytes go besides HTTP. */
    public List<OutputConfig> outputs() {
        return settings.get(OUTPUTS);
    }

    /** What listeners see as its name, {@code ""} when it has none. */
    public String title() {
        return settings.get(TITLE);
    }

    /** What it is about, or {@code ""}. */
    public String description() {
        return settings.get(DESCRIPTION);
    }

    /** The kind of programme, or {@code ""}. */
    public String genre() {
        return settings.get(GENRE);
    }

    /** How much is kept. */
    public RingSpec ring() {
        return settings.get(RING);
    }

    /** Where listeners start. */
    public JoinSpec join() {
        return settings.get(JOIN);
    }

    /** How long a listener is held for the first bytes or join point. */
    public Duration joinWait() {
        return settings.get(JOIN_WAIT);
    }

    /** What happens to a listener that falls behind, unless its output says otherwise. */
    public Policy policy() {
        return settings.get(POLICY);
    }

    /** The policy of the listeners of {@code output}. */
    public Policy policyOf(OutputConfig output) {
        return output.policy().orElse(policy());
    }

    /** How long a waiting listener may take nothing. */
    public Duration waitLimit() {
        return settings.get(WAIT_LIMIT);
    }

    /** The most that a byte may wait for company. */
    public Duration latency() {
        return settings.get(LATENCY);
    }

    /** How a download faster than real time is released. */
    public PaceSpec pace() {
        return settings.get(PACE);
    }

    /** No bytes for this long: the input is failing. */
    public Duration stall() {
        return settings.get(STALL);
    }

    /** Pauses between attempts to connect. */
    public RetrySpec retry() {
        return settings.get(RETRY);
    }

    /** What stands between inputs and ring. */
    public FilterSpec filter() {
        return settings.get(FILTER);
    }

    /** How long an input that came back must be good before it is active again. */
    public Duration prove() {
        return settings.get(PROVE);
    }

    /** What happens when an input has delivered its last byte. */
    public AtEnd atEnd() {
        return settings.get(AT_END);
    }

    /** What plays while every input is down; absent when listeners are held. */
    public Optional<InputConfig> fallback() {
        return settings.get(FALLBACK);
    }

    /** Whether it runs only while somebody listens. */
    public boolean onDemand() {
        return settings.get(ON_DEMAND);
    }

    /** How long it goes on after its last listener, on demand. */
    public Duration idle() {
        return settings.get(IDLE);
    }

    /** The policies that its listeners may have: of the source, and of each output. */
    Set<Policy> policies() {
        List<Policy> policies =
                new ArrayList<>(outputs().stream().map(this::policyOf).toList());
        policies.add(policy());
        return Set.copyOf(policies);
    }

    /** Collects what a source is made of. */
    public static final class Builder {

        private final String name;
        private final List<InputConfig> inputs = new ArrayList<>();
        private final List<OutputConfig> outputs = new ArrayList<>();
        private final Settings.Builder settings = Settings.builder();

        private Builder(String name) {
            this.name = name;
        }

        /** Adds an input behind the others. */
        public Builder input(InputConfig input) {
            inputs.add(input);
            return this;
        }

        /** Adds an output. */
        public Builder output(OutputConfig output) {
            outputs.add(output);
            return this;
        }

        /** Sets one of the source's own options. */
        public <T> Builder set(Option<T> option, T value) {
            settings.set(option, value);
            return this;
        }

        /** The source. */
        public SourceConfig build() {
            settings.set(INPUTS, List.copyOf(inputs));
            settings.set(OUTPUTS, List.copyOf(outputs));
            return new SourceConfig(name, settings.build());
        }
    }
}
