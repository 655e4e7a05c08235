package io.ringcast.daemon.config;

import io.ringcast.daemon.config.UrlKind.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Kinds of inputs and outputs as other packages declare them. */
final class TestKinds {

    static final Option<Optional<String>> USER_AGENT = Option.text("user-agent", "What it calls itself.");
    static final Option<List<Header>> HEADERS = Option.headers("headers", "Sent along with the request.");
    static final Option<Optional<String>> USER = Option.text("user", "User name.");
    static final Option<Optional<Secret>> PASSWORD = Option.secret("password", "Password.");
    static final Option<Optional<Secret>> TOKEN = Option.secret("token", "Bearer token.");
    static final Option<Optional<Url>> PROXY = Option.url("proxy", "How the origin is reached.", "http", "socks5");
    static final Option<Long> MAX_REDIRECTS =
            Option.integer("max-redirects", 10, "Redirects that are followed.").between("0", "50");
    static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
                    "connect-timeout", "10s", "How long connecting may take.")
            .between("100ms", "5m");
    static final Option<Optional<Path>> CA_FILE = Option.file("ca-file", "Certificates that are trusted too.");

    static final Option<BitRate> RATE =
            Option.bitRate("rate", "1Mbit/s", "How much it makes.").between("1kbit/s", "10Gbit/s");

    static final Option<List<Cidr>> ALLOW =
            Option.cidrs("allow", "Who may listen; everybody when empty.").costs(ChangeCost.NOTHING);
    static final Option<Optional<Long>> MAX_LISTENERS = Option.integer("max-listeners", "The most that may listen.")
            .atLeast("1")
            .costs(ChangeCost.NOTHING);
    static final Option<Boolean> REUSE = Option.flag("reuse", false, "Whether others may open the port too.");

    static final UrlKind HTTP_INPUT = UrlKind.input("http", "http", "https")
            .says("http://HOST[:PORT]/PATH", "Download or live stream.")
            .requires(Part.HOST)
            .allows(Part.PORT, Part.PATH, Part.USER_INFO)
            .options(USER_AGENT, HEADERS, USER, PASSWORD, TOKEN, PROXY, MAX_REDIRECTS, CONNECT_TIMEOUT, CA_FILE)
            .incompatible(USER, TOKEN)
            .check((url, settings) -> url.userInfo().isPresent() && settings.isGiven(USER)
                    ? Optional.of("user: given in the URL and as a key (expected: one of them)")
                    : Optional.empty())
            .canWait()
            .build();

    static final UrlKind CARD =
            UrlKind.input("card", "test:card").says("test:card", "A test card.").build();

    static final UrlKind COUNTER = UrlKind.input("counter", "test:counter")
            .says("test:counter?rate=RATE", "Numbers to verify.")
            .optionsInQuery()
            .options(RATE)
            .canWait()
            .build();

    static final UrlKind TCP = UrlKind.output("tcp", "tcp")
            .says("tcp://[HOST]:PORT", "Bytes flow as soon as a client connects.")
            .requires(Part.PORT)
            .allows(Part.HOST)
            .optionsInQuery()
            .options(ALLOW, MAX_LISTENERS, REUSE)
            .listens()
            .build();

    static final UrlKinds ALL = UrlKinds.of(HTTP_INPUT, CARD, COUNTER, TCP);

    private TestKinds() {}
}
