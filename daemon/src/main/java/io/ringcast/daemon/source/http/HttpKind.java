package io.ringcast.daemon.source.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.BitRate;
import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.http.Destinations;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.Places;
import io.ringcast.daemon.source.PlaylistInput;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.WebOpener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** {@code http://} and {@code https://}: downloads and live streams. Immutable. */
public final class HttpKind implements InputKind {

    /** What it calls itself. */
    public static final Option<Optional<String>> USER_AGENT =
            Option.text("user-agent", "What the origin is told of who asks; Ringcast and its version when absent.");

    /** Sent along. */
    public static final Option<List<Header>> HEADERS =
            Option.headers("headers", "Header fields that are sent along with each request.");

    /** User name. */
    public static final Option<Optional<String>> USER =
            Option.text("user", "User name for the origin (basic); may stand in the URL instead.");

    /** Password. */
    public static final Option<Optional<Secret>> PASSWORD =
            Option.secret("password", "Password for the origin (basic); may stand in the URL instead.");

    /** Bearer token. */
    public static final Option<Optional<Secret>> TOKEN = Option.secret("token", "Bearer token for the origin.");

    /** Proxy. */
    public static final Option<Optional<Url>> PROXY = Option.url(
            "proxy",
            "The proxy through which the origin is reached, http://[USER:PASSWORD@]HOST:PORT or socks5://….",
            "http",
            "socks5");

    /** Redirects. */
    public static final Option<Long> MAX_REDIRECTS = Option.integer(
                    "max-redirects", Limits.DEFAULT.maxRedirects(), "How many redirects are followed.")
            .between("0", "50");

    /** Whether https may become http. */
    public static final Option<Boolean> ALLOW_DOWNGRADE = Option.flag(
            "allow-downgrade", Limits.DEFAULT.allowDowngrade(), "Whether a redirect may lead from https to http.");

    /** Until connected. */
    public static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
                    "connect-timeout", "10s", "How long it may take until the connection stands, TLS included.")
            .between("100ms", "5m");

    /** Until the head. */
    public static final Option<Duration> HEADER_TIMEOUT = Option.duration(
                    "header-timeout", "15s", "How long the origin may take to answer with a whole response head.")
            .between("100ms", "5m");

    /** Rate of HLS. */
    public static final Option<Optional<BitRate>> MAX_BANDWIDTH = Option.bitRate(
            "max-bandwidth",
            "HLS: the best variant of at most this rate is taken; of whatever rate when absent, the lowest if all are above.");

    /** Trusted certificates. */
    public static final Option<Optional<Path>> CA_FILE =
            Option.file("ca-file", "Certificates (PEM) that are trusted instead of those of the system.");

    private static final int HTTP_PROXY_PORT = 3128;
    private static final int SOCKS_PORT = 1080;

    private static final UrlKind KIND = UrlKind.input("http", "http", "https")
            .says(
                    "http://[USER:PASSWORD@]HOST[:PORT]/PATH",
                    "A download, a live stream, HLS or a playlist over HTTP or HTTPS; a broken download resumes where it broke, titles are kept.")
            .requires(Part.HOST)
            .allows(Part.PORT, Part.PATH, Part.USER_INFO)
            .options(
                    USER_AGENT,
                    HEADERS,
                    USER,
                    PASSWORD,
                    TOKEN,
                    PROXY,
                    MAX_REDIRECTS,
                    ALLOW_DOWNGRADE,
                    CONNECT_TIMEOUT,
                    HEADER_TIMEOUT,
                    MAX_BANDWIDTH,
                    CA_FILE,
                    Places.CONNECTIONS)
            .incompatible(USER, TOKEN)
            .incompatible(PASSWORD, TOKEN)
            .check(HttpKind::problem)
            .canWait()
            .build();

    private final Ticker ticker;
    private final HlsOpener hls;
    private final Function<Optional<Path>, Downloader> downloaders;
    private final String daemon;

    /** One for each account of which connections are counted: as many as the configuration has. */
    private final Map<Account, Places> accounts = new ConcurrentHashMap<>();

    /**
     * @param ticker what lists measure durations by
     * @param hls plays what turns out to be HLS
     * @param downloaders gives the client that trusts what a CA file says, or the system's certificates when there is none
     * @param daemon the name of this daemon in {@code Via}: what comes from itself is refused
     */
    public HttpKind(Ticker ticker, HlsOpener hls, Function<Optional<Path>, Downloader> downloaders, String daemon) {
        this.ticker = ticker;
        this.hls = hls;
        this.downloaders = downloaders;
        this.daemon = daemon;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        List<Header> headers = new ArrayList<>(config.get(HEADERS));
        config.get(USER_AGENT).ifPresent(agent -> headers.add(new Header("User-Agent", Secret.of(agent))));
        HttpEndpoint endpoint = new HttpEndpoint(
                config.url().toUri(),
                headers,
                credentials(config),
                config.get(PROXY).map(HttpKind::proxy),
                new Limits(
                        config.get(CONNECT_TIMEOUT),
                        config.get(HEADER_TIMEOUT),
                        Math.toIntExact(config.get(MAX_REDIRECTS)),
                        config.get(ALLOW_DOWNGRADE)));
        Optional<BitRate> most = config.get(MAX_BANDWIDTH);
        HlsAccess access = new HlsAccess(
                hls,
                most.isPresent() ? OptionalLong.of(most.get().bitsPerSecond()) : OptionalLong.empty(),
                new SegmentTally());
        return new Opener(
                config.url().toString(),
                ticker,
                downloaders.apply(config.get(CA_FILE)),
                daemon,
                endpoint,
                access,
                config.get(Places.CONNECTIONS).map(allowed -> places(endpoint, Math.toIntExact(allowed))),
                false,
                0);
    }

    /**
     * How a URL that a list of this host names is opened, with the options that a URL alone has.
     *
     * @throws io.ringcast.daemon.config.InvalidValueException when it is none of http or https
     */
    public InputOpener opener(String url) {
        return opener("", UrlKinds.of(KIND).input(url));
    }

    /** How what another kind found on the web is opened, with the options that a URL alone has. */
    public WebOpener webOpener() {
        return (loop, place, tally, sink) -> {
            Downloader downloader = downloaders.apply(Optional.empty());
            HttpEndpoint endpoint =
                    new HttpEndpoint(place.uri(), place.headers(), Optional.empty(), Optional.empty(), Limits.DEFAULT);
            Opener list = new Opener(
                    place.toString(),
                    ticker,
                    downloader,
                    daemon,
                    endpoint,
                    new HlsAccess(hls, OptionalLong.empty(), tally),
                    Optional.empty(),
                    false,
                    0);
            return new PlacedInput(loop, ticker, downloader, daemon, hls, tally, endpoint, list::named, sink);
        };
    }

    /**
     * How what a stranger names is opened, once: what it is and whatever it leads to may be only where {@code destinations} say. A body of
     * unknown length that comes in chunks ends with the last of them.
     */
    public InputOpener fetched(URI uri, Destinations destinations, Limits limits) {
        HttpEndpoint endpoint =
                new HttpEndpoint(uri, List.of(), Optional.empty(), Optional.empty(), limits, destinations);
        // Shown without its query: a stranger's secrets sound like nothing that we know.
        String shown = uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        return new Opener(
                shown,
                ticker,
                downloaders.apply(Optional.empty()),
                daemon,
                endpoint,
                new HlsAccess(hls, OptionalLong.empty(), new SegmentTally()),
                Optional.empty(),
                true,
                0);
    }

    private static Optional<String> problem(Url url, Settings settings) {
        boolean inKeys = settings.isGiven(USER) || settings.isGiven(PASSWORD) || settings.isGiven(TOKEN);
        if (url.userInfo().isPresent() && inKeys) {
            return Optional.of("user: given in the URL and as a key (expected: one of them; remove the other)");
        }
        if (settings.isGiven(PASSWORD) && !settings.isGiven(USER)) {
            return Optional.of("password: given without user (expected: both, or a token)");
        }
        boolean agentInHeaders =
                settings.get(HEADERS).stream().anyMatch(header -> header.name().equalsIgnoreCase("User-Agent"));
        if (agentInHeaders && settings.isGiven(USER_AGENT)) {
            return Optional.of("user-agent: given in headers and as a key (expected: one of them; remove the other)");
        }
        return Optional.empty();
    }

    private Places places(HttpEndpoint endpoint, int most) {
        URI uri = endpoint.uri();
        Account account = new Account(
                uri.getScheme().toLowerCase(Locale.ROOT),
                uri.getHost().toLowerCase(Locale.ROOT),
                uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80,
                endpoint.credentials());
        Places places = accounts.computeIfAbsent(account, none -> new Places());
        places.limit(most);
        return places;
    }

    private static Optional<Credentials> credentials(InputConfig config) {
        Optional<Credentials> bearer = config.get(TOKEN).map(token -> new Credentials.Bearer(token.reveal()));
        Optional<Credentials> named = config.get(USER)
                .map(user -> new Credentials.Basic(
                        user, config.get(PASSWORD).map(Secret::reveal).orElse("")));
        return bearer.or(() -> named).or(() -> basic(config.url()).map(basic -> basic));
    }

    private static Optional<Credentials.Basic> basic(Url url) {
        return url.userInfo()
                .map(info -> new Credentials.Basic(
                        info.user().reveal(), info.password().reveal()));
    }

    private static ProxyAddress proxy(Url url) {
        boolean socks = url.scheme().equals("socks5");
        return new ProxyAddress(
                socks ? ProxyAddress.Kind.SOCKS5 : ProxyAddress.Kind.HTTP,
                url.host(),
                url.portOr(socks ? SOCKS_PORT : HTTP_PROXY_PORT),
                basic(url));
    }

    /** Whom an origin counts connections for. */
    private record Account(String scheme, String host, int port, Optional<Credentials> credentials) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Account[" + scheme + "://" + host + ":" + port + "]";
        }
    }

    /**
     * What it takes to play HLS.
     *
     * @param maxBandwidth bits per second that a variant may have
     * @param tally counts what comes of the segments of one configured input
     */
    private record HlsAccess(HlsOpener opener, OptionalLong maxBandwidth, SegmentTally tally) {}

    /**
     * One URL: configured, or named by a list.
     *
     * @param chunksEnd whether a body of unknown length ends with its last chunk
     * @param depth how many lists named it
     */
    private record Opener(
            String url,
            Ticker ticker,
            Downloader downloader,
            String daemon,
            HttpEndpoint endpoint,
            HlsAccess hls,
            Optional<Places> places,
            boolean chunksEnd,
            int depth)
            implements InputOpener {

        @Override
        public Optional<SegmentTally> segments() {
            return Optional.of(hls.tally()).filter(SegmentTally::isUsed);
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new PlaylistInput(
                    loop,
                    ticker,
                    first -> new HttpInput(loop, downloader, daemon, endpoint, chunksEnd, first),
                    this::named,
                    (playlist, location, told) -> hls.opener()
                            .open(
                                    loop,
                                    new HlsOpener.Found(
                                            playlist,
                                            location,
                                            new HttpFetcher(downloader, endpoint),
                                            hls.maxBandwidth(),
                                            hls.tally()),
                                    told),
                    endpoint.uri(),
                    depth,
                    sink);
        }

        private Opener named(URI item) {
            Url parsed = Url.parse(item.toString());
            return new Opener(
                    parsed.toString(),
                    ticker,
                    downloader,
                    daemon,
                    endpoint.named(parsed.toUri()),
                    hls,
                    Optional.empty(),
                    chunksEnd,
                    depth + 1);
        }
    }
}
