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
 * @param settings values of {@link SourceKeys}
 */
public record SourceConfig(String name, Settings settings) {

    /** What a name should look like. */
    static final String NAME_EXPECTATION = "a name of lower case letters, digits, dots, hyphens and underscores that"
            + " begins with a letter or digit, at most 64 of them";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** What the HTTP port serves under fixed names. */
    private static final Set<String> RESERVED =
            Set.of("playlist.m3u", "status-json.xsl", "admin", "fetch", "favicon.ico");

    private static final List<String> RESERVED_ENDINGS = List.of(".m3u", ".m3u8", ".sdp");

    public SourceConfig {
        requireName(name);
        if (RESERVED.contains(name)) {
            throw new InvalidValueException(name, "a name that the HTTP port does not use itself; choose another");
        }
        if (RESERVED_ENDINGS.stream().anyMatch(name::endsWith)) {
            throw new InvalidValueException(
                    name,
                    "a name that does not end in .m3u, .m3u8 or .sdp, which the HTTP port uses itself; choose another");
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
        return settings.get(SourceKeys.INPUTS);
    }

    /** Where the bytes go besides HTTP. */
    public List<OutputConfig> outputs() {
        return settings.get(SourceKeys.OUTPUTS);
    }

    /** What listeners see as its name, {@code ""} when it has none. */
    public String title() {
        return settings.get(SourceKeys.TITLE);
    }

    /** What it is about, or {@code ""}. */
    public String description() {
        return settings.get(SourceKeys.DESCRIPTION);
    }

    /** The kind of programme, or {@code ""}. */
    public String genre() {
        return settings.get(SourceKeys.GENRE);
    }

    /** URL of its picture, or {@code ""}. */
    public String logo() {
        return settings.get(SourceKeys.LOGO).map(Url::toString).orElse("");
    }

    /** Under which lists of channels show it, or {@code ""}. */
    public String group() {
        return settings.get(SourceKeys.GROUP);
    }

    /** Its place in lists of channels. */
    public Optional<Long> number() {
        return settings.get(SourceKeys.NUMBER);
    }

    /** By which the guide knows it, or {@code ""}. */
    public String epgId() {
        return settings.get(SourceKeys.EPG_ID);
    }

    /** Under which listeners' URLs are signed. */
    public Optional<Secret> signKey() {
        return settings.get(SourceKeys.SIGN_KEY);
    }

    /** What else lets somebody listen. */
    public List<Secret> tokens() {
        return settings.get(SourceKeys.TOKENS);
    }

    /** Whether others in the LAN are told of it. */
    public boolean announce() {
        return settings.get(SourceKeys.ANNOUNCE);
    }

    /** Whether who listens over HTTP must show something. */
    public boolean isGuarded() {
        return signKey().isPresent() || !tokens().isEmpty();
    }

    /** How much is kept. */
    public RingSpec ring() {
        return settings.get(SourceKeys.RING);
    }

    /** Where listeners start. */
    public JoinSpec join() {
        return settings.get(SourceKeys.JOIN);
    }

    /** How long a listener is held for the first bytes or join point. */
    public Duration joinWait() {
        return settings.get(SourceKeys.JOIN_WAIT);
    }

    /** What happens to a listener that falls behind, unless its output says otherwise. */
    public Policy policy() {
        return settings.get(SourceKeys.POLICY);
    }

    /** The policy of the listeners of {@code output}. */
    public Policy policyOf(OutputConfig output) {
        return output.policy().orElse(policy());
    }

    /** How long a waiting listener may take nothing. */
    public Duration waitLimit() {
        return settings.get(SourceKeys.WAIT_LIMIT);
    }

    /** The most that a byte may wait for company. */
    public Duration latency() {
        return settings.get(SourceKeys.LATENCY);
    }

    /** How much of an item is gathered before it is shown. */
    public PrefetchSpec prefetch() {
        return settings.get(SourceKeys.PREFETCH);
    }

    /** How it is offered over HLS. */
    public HlsSpec hls() {
        return settings.get(SourceKeys.HLS);
    }

    /** How a download faster than real time is released. */
    public PaceSpec pace() {
        return settings.get(SourceKeys.PACE);
    }

    /** No bytes for this long: the input is failing. */
    public Duration stall() {
        return settings.get(SourceKeys.STALL);
    }

    /** What else makes an input count as failing. */
    public HealthSpec health() {
        return new HealthSpec(
                settings.get(SourceKeys.MIN_RATE),
                settings.get(SourceKeys.MAX_ERRORS),
                Set.copyOf(settings.get(SourceKeys.REQUIRE)),
                settings.get(SourceKeys.BAD_AFTER));
    }

    /** What formats its inputs may have. */
    public FormatRule format() {
        return settings.get(SourceKeys.FORMAT);
    }

    /** Pauses between attempts to connect. */
    public RetrySpec retry() {
        return settings.get(SourceKeys.RETRY);
    }

    /** What stands between inputs and ring. */
    public FilterSpec filter() {
        return settings.get(SourceKeys.FILTER);
    }

    /** How long an input that came back must be good before it is active again. */
    public Duration prove() {
        return settings.get(SourceKeys.PROVE);
    }

    /** What happens when an input has delivered its last byte. */
    public AtEnd atEnd() {
        return settings.get(SourceKeys.AT_END);
    }

    /** What plays while every input is down; absent when listeners are held. */
    public Optional<InputConfig> fallback() {
        return settings.get(SourceKeys.FALLBACK);
    }

    /** Whether it runs only while somebody listens. */
    public boolean onDemand() {
        return settings.get(SourceKeys.ON_DEMAND);
    }

    /** How long it goes on after its last listener, on demand. */
    public Duration idle() {
        return settings.get(SourceKeys.IDLE);
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
            settings.set(SourceKeys.INPUTS, List.copyOf(inputs));
            settings.set(SourceKeys.OUTPUTS, List.copyOf(outputs));
            return new SourceConfig(name, settings.build());
        }
    }
}
