package io.ringcast.daemon.output.push;

import io.ringcast.daemon.config.ChangeCost;
import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.config.Word;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of push outputs, each declared once for all kinds that have it. */
final class PushOptions {

    /** What a TCP peer gets. */
    enum Mode implements Word {
        /** The stream from where listeners start. */
        LIVE("live"),
        /** Each item once, from its first byte to its last. */
        WHOLE("whole");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** The method of a request. */
    enum Method implements Word {
        PUT,
        POST;

        @Override
        public String word() {
            return name();
        }
    }

    /** What one request carries. */
    enum Per implements Word {
        /** All that comes. */
        STREAM("stream"),
        /** An item, from its first byte to its last. */
        ITEM("item");

        private final String word;

        Per(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** How a source of Icecast speaks. */
    enum Protocol implements Word {
        PUT("put"),
        SOURCE("source");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    static final Option<RetrySpec> RETRY = Option.retry(
                    "retry",
                    "1s..60s",
                    "Pauses between attempts: the first and the longest, doubled in between, with jitter; about the longest at"
                            + " once after a refusal that will not pass by itself.")
            .costs(ChangeCost.NOTHING);

    static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
                    "connect-timeout", "10s", "How long it may take until the connection stands, TLS included.")
            .between("100ms", "5m")
            .costs(ChangeCost.NOTHING);

    static final Option<Mode> MODE = Option.word(
                    "mode",
                    Mode.class,
                    "live",
                    "live: from where listeners start, again after each loss; whole: each item exactly once from its first byte"
                            + " to its last, done when the peer has read all and closed, else again from the first byte while"
                            + " the ring has it.")
            .costs(ChangeCost.NOTHING);

    static final Option<Duration> READ_TIMEOUT = Option.duration(
                    "read-timeout",
                    "60s",
                    "mode = whole: how long the peer may take behind the last byte to read all and close.")
            .between("1s", "1h")
            .costs(ChangeCost.NOTHING);

    static final Option<Method> METHOD = Option.word("method", Method.class, "PUT", "The method of the request.")
            .costs(ChangeCost.NOTHING);

    static final Option<Per> PER = Option.word(
                    "per",
                    Per.class,
                    "stream",
                    "stream: one request that goes on as long as the source; item: one for each item, whole, repeated until the"
                            + " server has taken it while the ring has it.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<DataSize>> FLUSH_BYTES = Option.size(
                    "flush-bytes",
                    "One request for each piece of about so many bytes, cut at join points or units; repeated until the server"
                            + " has taken it while the ring has it.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<Duration>> FLUSH_INTERVAL = Option.duration(
                    "flush-interval",
                    "One request for each piece of about that duration, as flush-bytes; with both whatever comes first.")
            .costs(ChangeCost.NOTHING);

    static final Option<List<Header>> HEADERS = Option.headers(
                    "headers", "Header fields that are sent along with each request.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<String>> USER = Option.text(
                    "user", "User name for the server (basic); may stand in the URL instead.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<Secret>> PASSWORD = Option.secret(
                    "password", "Password for the server (basic); may stand in the URL instead.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<Secret>> TOKEN =
            Option.secret("token", "Bearer token for the server.").costs(ChangeCost.NOTHING);

    static final Option<Optional<String>> CONTENT_TYPE = Option.text(
                    "content-type", "What the server is told that the bytes are; what the stream is when absent.")
            .costs(ChangeCost.NOTHING);

    static final Option<Boolean> EXPECT = Option.flag(
                    "expect",
                    true,
                    "Whether the server is asked first if it wants the body (Expect: 100-continue), so that a refusal or a"
                            + " redirect costs no bytes.")
            .costs(ChangeCost.NOTHING);

    static final Option<Duration> ANSWER_TIMEOUT = Option.duration(
                    "answer-timeout",
                    "30s",
                    "How long the server may take to answer behind the last byte of a request.")
            .between("100ms", "10m")
            .costs(ChangeCost.NOTHING);

    static final Option<Long> MAX_REDIRECTS = Option.integer(
                    "max-redirects",
                    5,
                    "How many redirects (307, 308) are followed, with the body from its first byte; others are failures.")
            .between("0", "50")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<Path>> CA_FILE = Option.file(
                    "ca-file", "Certificates (PEM) that are trusted instead of those of the system.")
            .costs(ChangeCost.NOTHING);

    static final Option<Protocol> PROTOCOL = Option.word(
                    "protocol", Protocol.class, "put", "put: as Icecast speaks since 2.4; source: as before.")
            .costs(ChangeCost.NOTHING);

    static final Option<Boolean> TLS = Option.flag(
                    "tls", false, "Whether the server is spoken to over TLS, as by icecasts://.")
            .costs(ChangeCost.NOTHING);

    static final Option<Boolean> PUBLIC = Option.flag(
                    "public", false, "Whether the server may list the mount in directories.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<Long>> BITRATE = Option.integer(
                    "bitrate", "What the server is told of the rate, kbit/s.")
            .costs(ChangeCost.NOTHING);

    static final Option<Optional<String>> HOMEPAGE = Option.text(
                    "homepage", "What the server is told of the station's page, a URL.")
            .costs(ChangeCost.NOTHING);

    static final Option<Boolean> TITLES = Option.flag(
                    "titles",
                    true,
                    "Whether the server is told what plays (/admin/metadata), for streams that do not hold their titles.")
            .costs(ChangeCost.NOTHING);

    private PushOptions() {}
}
