package io.ringcast.daemon.output.push;

import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import java.time.Duration;
import java.util.Optional;

/** {@code push+tcp://}, {@code push+http://} and {@code icecast://}: their URLs and options, declared once. */
public final class PushKinds {

    /** {@code push+tcp://HOST:PORT}. */
    public static final UrlKind TCP = UrlKind.output("push-tcp", "push+tcp")
            .says(
                    "push+tcp://HOST:PORT",
                    "Connects to a TCP port and sends the stream, or each item exactly once (nc -l, socat); connects again.")
            .requires(Part.HOST, Part.PORT)
            .options(PushOptions.MODE, PushOptions.READ_TIMEOUT, PushOptions.CONNECT_TIMEOUT, PushOptions.RETRY)
            .optionsInQuery()
            .check(PushKinds::tcpProblem)
            .build();

    /** {@code push+http://} and {@code push+https://}. */
    public static final UrlKind HTTP = UrlKind.output("push-http", "push+http", "push+https")
            .says(
                    "push+http://[USER:PASSWORD@]HOST[:PORT]/PATH",
                    "Sends the stream to a web server, HTTP or HTTPS: in one request, one for each item, or one for each piece."
                            + " {n}, {offset} and {time} in the URL stand for the number of the piece or item, where it begins,"
                            + " and the time (UTC).")
            .requires(Part.HOST)
            .allows(Part.PORT, Part.PATH, Part.USER_INFO)
            .options(
                    PushOptions.METHOD,
                    PushOptions.PER,
                    PushOptions.FLUSH_BYTES,
                    PushOptions.FLUSH_INTERVAL,
                    PushOptions.HEADERS,
                    PushOptions.USER,
                    PushOptions.PASSWORD,
                    PushOptions.TOKEN,
                    PushOptions.CONTENT_TYPE,
                    PushOptions.EXPECT,
                    PushOptions.ANSWER_TIMEOUT,
                    PushOptions.MAX_REDIRECTS,
                    PushOptions.CA_FILE,
                    PushOptions.CONNECT_TIMEOUT,
                    PushOptions.RETRY)
            .takesFromQuery(PushOptions.METHOD, PushOptions.PER, PushOptions.FLUSH_BYTES, PushOptions.FLUSH_INTERVAL)
            .incompatible(PushOptions.USER, PushOptions.TOKEN)
            .incompatible(PushOptions.PASSWORD, PushOptions.TOKEN)
            .check(PushKinds::credentialsProblem)
            .check(PushKinds::httpProblem)
            .build();

    /** {@code icecast://} and {@code icecasts://}. */
    public static final UrlKind ICECAST = UrlKind.output("icecast", "icecast", "icecasts")
            .says(
                    "icecast://USER:PASSWORD@HOST[:PORT]/MOUNT",
                    "Is the source of a mount of an Icecast server, which is told the source's title, description and genre, and"
                            + " what plays; icecasts:// over TLS.")
            .requires(Part.HOST, Part.PATH)
            .allows(Part.PORT, Part.USER_INFO)
            .options(
                    PushOptions.PROTOCOL,
                    PushOptions.TLS,
                    PushOptions.USER,
                    PushOptions.PASSWORD,
                    PushOptions.CONTENT_TYPE,
                    PushOptions.PUBLIC,
                    PushOptions.BITRATE,
                    PushOptions.HOMEPAGE,
                    PushOptions.TITLES,
                    PushOptions.ANSWER_TIMEOUT,
                    PushOptions.CA_FILE,
                    PushOptions.CONNECT_TIMEOUT,
                    PushOptions.RETRY)
            .optionsInQuery()
            .check(PushKinds::credentialsProblem)
            .check(PushKinds::icecastProblem)
            .build();

    private static final long MIN_FLUSH_BYTES = 1024;
    private static final Duration MIN_FLUSH_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_FLUSH_INTERVAL = Duration.ofHours(1);

    private PushKinds() {}

    /** Whether {@code config} is one of these. */
    public static boolean has(OutputConfig config) {
        return config.kind() == TCP || config.kind() == HTTP || config.kind() == ICECAST;
    }

    private static Optional<String> tcpProblem(Url url, Settings settings) {
        if (url.port() == 0) {
            return Optional.of("url: " + url + " (expected: a port from 1 to 65535)");
        }
        if (settings.isGiven(PushOptions.READ_TIMEOUT) && settings.get(PushOptions.MODE) != PushOptions.Mode.WHOLE) {
            return Optional.of("read-timeout: given without mode = \"whole\" (expected: both, or neither)");
        }
        return Optional.empty();
    }

    private static Optional<String> credentialsProblem(Url url, Settings settings) {
        boolean asKeys = settings.isGiven(PushOptions.USER)
                || settings.isGiven(PushOptions.PASSWORD)
                || settings.isGiven(PushOptions.TOKEN);
        if (url.userInfo().isPresent() && asKeys) {
            return Optional.of("user: given in the URL and as a key (expected: one of them; remove the other)");
        }
        return Optional.empty();
    }

    private static Optional<String> httpProblem(Url url, Settings settings) {
        Optional<DataSize> bytes = settings.get(PushOptions.FLUSH_BYTES);
        Optional<Duration> interval = settings.get(PushOptions.FLUSH_INTERVAL);
        if (settings.isGiven(PushOptions.PASSWORD) && !settings.isGiven(PushOptions.USER)) {
            return Optional.of("password: given without user (expected: both, or a token)");
        }
        if (bytes.isPresent() && bytes.get().bytes() < MIN_FLUSH_BYTES) {
            return Optional.of("flush-bytes: " + bytes.get() + " (expected: at least 1KiB)");
        }
        if (interval.isPresent()
                && (interval.get().compareTo(MIN_FLUSH_INTERVAL) < 0
                        || interval.get().compareTo(MAX_FLUSH_INTERVAL) > 0)) {
            return Optional.of("flush-interval: " + interval.get().toMillis() + "ms (expected: from 100ms to 1h)");
        }
        boolean pieces = bytes.isPresent() || interval.isPresent();
        if (pieces && settings.isGiven(PushOptions.PER)) {
            return Optional.of("per: given together with flush-bytes or flush-interval (expected: one of them)");
        }
        if (pieces && settings.get(OutputConfig.POLICY).equals(Optional.of(Policy.WAIT))) {
            return Optional.of(
                    "policy: wait, of an output in pieces (expected: another; nobody holds the source back between"
                            + " two requests)");
        }
        return Optional.empty();
    }

    private static Optional<String> icecastProblem(Url url, Settings settings) {
        if (url.path().equals("/")) {
            return Optional.of("url: " + url + " (expected: the path of a mount, such as /live.mp3)");
        }
        if (url.userInfo().isEmpty() && !settings.isGiven(PushOptions.PASSWORD)) {
            return Optional.of(
                    "password: missing (expected: the source password of the server, in the URL or as a key)");
        }
        Optional<Long> rate = settings.get(PushOptions.BITRATE);
        if (rate.isPresent() && (rate.get() < 1 || rate.get() > 1_000_000)) {
            return Optional.of("bitrate: " + rate.get() + " (expected: from 1 to 1000000, kbit/s)");
        }
        return Optional.empty();
    }
}
