package io.ringcast.daemon.output.push;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Makes push outputs out of what is configured. Used by the thread that makes the daemon. */
public final class PushFactory {

    private static final int ICECAST_PORT = 8000;
    private static final String ICECAST_USER = "source";

    private final Transport transport;
    private final Fanout fanout;
    private final Ticker ticker;
    private final LongSupplier ringClock;
    private final InstantSource clock;
    private final Function<Optional<Path>, HttpClient> clients;

    /**
     * What is said of a station.
     *
     * @param title the name of the stream
     * @param description what it is about, {@code ""} when nothing is said
     * @param genre the kind of programme, {@code ""} when nothing is said
     */
    public record Station(String title, String description, String genre) {}

    /**
     * @param ticker what the loops schedule by
     * @param ringClock nanoseconds, the rings' clock
     * @param clients gives the client that trusts what a CA file says, or the system's certificates when there is none
     */
    public PushFactory(
            Transport transport,
            Fanout fanout,
            Ticker ticker,
            LongSupplier ringClock,
            InstantSource clock,
            Function<Optional<Path>, HttpClient> clients) {
        this.transport = transport;
        this.fanout = fanout;
        this.ticker = ticker;
        this.ringClock = ringClock;
        this.clock = clock;
        this.clients = clients;
    }

    /** Makes one; it connects to nothing before it is started. */
    public PushOutput output(
            OutputConfig config,
            Stream stream,
            OutputAccount account,
            ListenerRequest.Terms terms,
            Station station,
            RandomGenerator random) {
        EventLoop loop = transport.loops().next();
        return new PushOutput(
                loop,
                ticker,
                clock,
                random,
                fanout,
                stream,
                account,
                terms,
                plan(config, stream, account, terms),
                maker(config, stream, station),
                config.get(PushOptions.RETRY));
    }

    private Plan plan(OutputConfig config, Stream stream, OutputAccount account, ListenerRequest.Terms terms) {
        boolean http = config.kind() == PushKinds.HTTP;
        boolean items = http
                ? config.get(PushOptions.PER) == PushOptions.Per.ITEM
                : config.kind() == PushKinds.TCP && config.get(PushOptions.MODE) == PushOptions.Mode.WHOLE;
        Optional<DataSize> bytes = http ? config.get(PushOptions.FLUSH_BYTES) : Optional.empty();
        Optional<Duration> interval = http ? config.get(PushOptions.FLUSH_INTERVAL) : Optional.empty();
        if (bytes.isPresent() || interval.isPresent()) {
            OptionalLong most = bytes.map(size -> OptionalLong.of(size.bytes())).orElseGet(OptionalLong::empty);
            return new PiecePlan(stream, account, ringClock, most, interval);
        }
        if (items) {
            boolean waits = terms.policy() == Policy.WAIT;
            return new ItemPlan(stream, account, ticker, waits ? Optional.of(terms.waitLimit()) : Optional.empty());
        }
        return new LivePlan(stream);
    }

    private Attempt.Maker maker(OutputConfig config, Stream stream, Station station) {
        if (config.kind() == PushKinds.TCP) {
            return tcp(config);
        }
        return config.kind() == PushKinds.HTTP ? http(config, stream) : icecast(config, stream, station);
    }

    private TcpMaker tcp(OutputConfig config) {
        Url url = config.url();
        return new TcpMaker(
                transport,
                url.toString(),
                InetSocketAddress.createUnresolved(url.host(), url.port()),
                config.get(PushOptions.CONNECT_TIMEOUT),
                config.get(PushOptions.MODE) == PushOptions.Mode.WHOLE,
                config.get(PushOptions.READ_TIMEOUT));
    }

    private HttpMaker http(OutputConfig config, Stream stream) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Header header : config.get(PushOptions.HEADERS)) {
            headers.add(Map.entry(header.name(), header.value().reveal()));
        }
        return new HttpMaker(
                clients.apply(config.get(PushOptions.CA_FILE)),
                stream,
                clock,
                new HttpMaker.Target(
                        config.url().toString().replace("%7B", "{").replace("%7D", "}"),
                        config.url().toUri().toString().substring("push+".length()),
                        config.get(PushOptions.METHOD).word(),
                        headers,
                        credentials(config),
                        limits(config, Math.toIntExact(config.get(PushOptions.MAX_REDIRECTS))),
                        config.get(PushOptions.CONTENT_TYPE),
                        config.get(PushOptions.EXPECT)));
    }

    private IcecastMaker icecast(OutputConfig config, Stream stream, Station station) {
        Url url = config.url();
        boolean secure = url.scheme().equals("icecasts") || config.get(PushOptions.TLS);
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        URI uri = URI.create((secure ? "https://" : "http://") + host + ":" + url.portOr(ICECAST_PORT) + url.path());
        Credentials credentials = basic(url)
                .orElseGet(() -> new Credentials.Basic(
                        config.get(PushOptions.USER).orElse(ICECAST_USER),
                        config.get(PushOptions.PASSWORD).map(Secret::reveal).orElse("")));
        return new IcecastMaker(
                clients.apply(config.get(PushOptions.CA_FILE)),
                stream,
                new IcecastMaker.Mount(
                        url.toString(),
                        uri,
                        credentials,
                        config.get(PushOptions.PROTOCOL) == PushOptions.Protocol.SOURCE,
                        fields(config, stream, station),
                        config.get(PushOptions.CONTENT_TYPE),
                        config.get(PushOptions.TITLES),
                        limits(config, 0)));
    }

    private static List<Map.Entry<String, String>> fields(OutputConfig config, Stream stream, Station station) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        fields.add(Map.entry("Ice-Name", station.title().isEmpty() ? stream.name() : station.title()));
        if (!station.description().isEmpty()) {
            fields.add(Map.entry("Ice-Description", station.description()));
        }
        if (!station.genre().isEmpty()) {
            fields.add(Map.entry("Ice-Genre", station.genre()));
        }
        config.get(PushOptions.HOMEPAGE).ifPresent(page -> fields.add(Map.entry("Ice-URL", page)));
        config.get(PushOptions.BITRATE).ifPresent(rate -> {
            fields.add(Map.entry("Ice-Bitrate", rate.toString()));
            fields.add(Map.entry("Ice-Audio-Info", "bitrate=" + rate));
        });
        fields.add(Map.entry("Ice-Public", config.get(PushOptions.PUBLIC) ? "1" : "0"));
        return fields;
    }

    private static Limits limits(OutputConfig config, int maxRedirects) {
        return new Limits(
                config.get(PushOptions.CONNECT_TIMEOUT), config.get(PushOptions.ANSWER_TIMEOUT), maxRedirects, false);
    }

    private static Optional<Credentials> credentials(OutputConfig config) {
        Optional<Credentials> token =
                config.get(PushOptions.TOKEN).map(value -> new Credentials.Bearer(value.reveal()));
        Optional<Credentials> named = config.get(PushOptions.USER)
                .map(user -> new Credentials.Basic(
                        user,
                        config.get(PushOptions.PASSWORD).map(Secret::reveal).orElse("")));
        return token.or(() -> named).or(() -> basic(config.url()));
    }

    /** Icecast's user is {@code source} unless the URL names another: {@code icecast://:password@host}. */
    private static Optional<Credentials> basic(Url url) {
        return url.userInfo().map(info -> {
            String user = info.user().reveal();
            boolean icecast = url.scheme().startsWith("icecast");
            return new Credentials.Basic(
                    user.isEmpty() && icecast ? ICECAST_USER : user,
                    info.password().reveal());
        });
    }
}
