package io.ringcast.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of a source, each declared once: what the loader reads, {@code print-config} shows and the reference documents. */
public final class SourceKeys {

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

    /** Its picture. */
    public static final Option<Optional<Url>> LOGO = Option.url(
                    "logo", "The picture that lists of channels show for the stream.", "http", "https")
            .costs(ChangeCost.NOTHING);

    /** Where lists of channels show it. */
    public static final Option<String> GROUP = Option.text(
                    "group", "", "Under which heading lists of channels show the stream.")
            .costs(ChangeCost.NOTHING);

    /** Its place among the channels. */
    public static final Option<Optional<Long>> NUMBER = Option.integer(
                    "number", "Its place in lists of channels; those without come behind, by name.")
            .costs(ChangeCost.NOTHING);

    /** Its name in the guide. */
    public static final Option<String> EPG_ID = Option.text(
                    "epg-id", "", "By which the guide (epg-url in [daemon]) knows the stream.")
            .costs(ChangeCost.NOTHING);

    /** Under which URLs are signed. */
    public static final Option<Optional<Secret>> SIGN_KEY = Option.secret(
                    "sign-key",
                    "Only who has a URL that was signed with this key (ringcast sign), or one of the tokens, may listen over HTTP; raw"
                            + " TCP and TLS outputs ask for their allow alone.")
            .costs(ChangeCost.NOTHING);

    /** What else lets somebody listen. */
    public static final Option<List<Secret>> TOKENS = Option.list(
                    "tokens",
                    ValueTypes.SECRET,
                    "Only who shows one of these, as ?token= or Authorization: Bearer, or a signed URL, may listen over HTTP.")
            .costs(ChangeCost.NOTHING);

    /** Whether others in the network are told. */
    public static final Option<Boolean> ANNOUNCE = Option.flag(
                    "announce",
                    false,
                    "Whether it is announced in the LAN: what goes to groups by SAP, as VLC lists it, and what the HTTP port has by"
                            + " multicast DNS (_http._tcp), unless it asks for a signature or a token.")
            .costs(ChangeCost.RESTART);

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

    /** How it is offered over HLS. */
    public static final Option<HlsSpec> HLS = Option.of(
                    "hls",
                    ValueTypes.HLS,
                    "auto",
                    "HLS at /NAME.m3u8, from the ring: off, or how long segments are and how many the playlist names; auto is"
                            + " 4 s and as many as the ring allows, 3 to 6. The ring must hold a segment and twice the playlist.")
            .costs(ChangeCost.NOTHING);

    /** How fast a download is released. */
    public static final Option<PaceSpec> PACE = Option.of(
                    "pace",
                    ValueTypes.PACE,
                    "auto",
                    "How a download faster than real time is released: by its media clock, at once (off), or at a rate.")
            .costs(ChangeCost.RECONNECT);

    /** How much of an item is gathered before it is shown. */
    public static final Option<PrefetchSpec> PREFETCH = Option.of(
                    "prefetch",
                    ValueTypes.PREFETCH,
                    "0s",
                    "How much of an item with an end has to be there before listeners get any of it: a time of its media clock,"
                            + " an amount, or a share of its length; at most half the ring.")
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

    /** The rate below which an input counts as failing. */
    public static final Option<Optional<BitRate>> MIN_RATE = Option.bitRate(
                    "min-rate",
                    "A live input that delivers less than this for as long as bad-after is failing; any rate is good when absent.")
            .costs(ChangeCost.NOTHING);

    /** How many errors make an input failing. */
    public static final Option<Optional<Long>> MAX_ERRORS = Option.integer(
                    "max-errors",
                    "A live input with more errors than this within a minute is failing (MPEG-TS: continuity, transport error"
                            + " indicator, CRC of tables, lost sync); any number is good when absent.")
            .atLeast("0")
            .costs(ChangeCost.NOTHING);

    /** What an input must have. */
    public static final Option<List<Presence>> REQUIRE = Option.list(
                    "require",
                    ValueTypes.words(Presence.class),
                    "What a live input must have: an input in which it is missing for as long as bad-after is failing. Looked for"
                            + " in MPEG-TS, and in what has sound alone.")
            .costs(ChangeCost.NOTHING);

    /** How long an input may be bad. */
    public static final Option<Duration> BAD_AFTER = Option.duration(
                    "bad-after",
                    "10s",
                    "How long the rate of an input may be below min-rate, or what require asks for missing, until it is failing;"
                            + " an input that comes back must be good for at least as long.")
            .between("1s", "10m")
            .costs(ChangeCost.NOTHING);

    /** What formats inputs may have. */
    public static final Option<FormatRule> FORMAT = Option.word(
                    "format",
                    FormatRule.class,
                    "any",
                    "Whether another input may have another format (any), for players that can follow, or is failing if it has not"
                            + " the one that listeners have (same).")
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
            LOGO,
            GROUP,
            NUMBER,
            EPG_ID,
            SIGN_KEY,
            TOKENS,
            ANNOUNCE,
            RING,
            JOIN,
            JOIN_WAIT,
            POLICY,
            WAIT_LIMIT,
            LATENCY,
            HLS,
            PACE,
            PREFETCH,
            FILTER,
            STALL,
            MIN_RATE,
            MAX_ERRORS,
            REQUIRE,
            BAD_AFTER,
            FORMAT,
            RETRY,
            PROVE,
            AT_END,
            FALLBACK,
            ON_DEMAND,
            IDLE);

    private SourceKeys() {}
}
