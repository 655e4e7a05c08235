package io.ringcast.daemon.source.tcp;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.PublishAccess;
import io.ringcast.daemon.source.PublisherSeat;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** {@code tcp://}: raw bytes from a server that we connect to, or from whoever connects to us. Immutable. */
public final class TcpKind implements InputKind {

    /** Whether we wait for others. */
    public static final Option<Boolean> LISTEN =
            Option.flag("listen", false, "Wait for a publisher on this port, instead of connecting to it.");

    /** From where. */
    public static final Option<List<Cidr>> ALLOW =
            Option.cidrs("allow", "Addresses that may publish; without it this host only.");

    /** What happens to a second publisher. */
    public static final Option<Boolean> TAKEOVER =
            Option.flag("takeover", false, "A second publisher replaces the first; without it he is refused.");

    /** How long a publisher who left is waited for. */
    public static final Option<Duration> GRACE = Option.duration(
                    "grace", "10s", "Nobody may publish for this long before the input counts as lost.")
            .between("100ms", "1h");

    /** How long connecting may take. */
    public static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
                    "connect-timeout", "10s", "How long a connection may take to stand.")
            .between("100ms", "5m");

    private static final UrlKind KIND = UrlKind.input("tcp", "tcp")
            .says(
                    "tcp://[HOST]:PORT",
                    "Raw bytes: from a server that we connect to, or with ?listen=true from whoever connects to us (ffmpeg …"
                            + " tcp://HOST:PORT, … | nc HOST PORT).")
            .requires(Part.PORT)
            .allows(Part.HOST)
            .options(LISTEN, ALLOW, TAKEOVER, GRACE, CONNECT_TIMEOUT)
            .optionsInQuery()
            .check(TcpKind::problem)
            .canWait()
            .build();

    private final Supplier<Transport> transport;

    /** {@code transport} gives the loops on which connections live. */
    public TcpKind(Supplier<Transport> transport) {
        this.transport = transport;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        Url url = config.url();
        return config.get(LISTEN)
                ? listening(config)
                : new Connecting(
                        url.toString(),
                        transport.get(),
                        InetSocketAddress.createUnresolved(url.host(), url.port()),
                        config.get(CONNECT_TIMEOUT));
    }

    private PublisherSeat listening(InputConfig config) {
        Url url = config.url();
        ListenAddress address =
                new ListenAddress(url.host().isEmpty() ? Optional.empty() : Optional.of(url.host()), url.port());
        AtomicReference<PublisherSeat> seat = new AtomicReference<>();
        TcpDoor door = new TcpDoor(transport.get(), address, new PublishAccess(config.get(ALLOW), false), seat::get);
        PublisherSeat made = new PublisherSeat(url + "?listen=true", config.get(TAKEOVER), config.get(GRACE), door);
        seat.set(made);
        return made;
    }

    private static Optional<String> problem(Url url, Settings settings) {
        if (!settings.get(LISTEN) && url.host().isEmpty()) {
            return Optional.of("url: " + url + " (expected: a host to connect to, or ?listen=true)");
        }
        boolean forListening = settings.isGiven(ALLOW) || settings.isGiven(TAKEOVER) || settings.isGiven(GRACE);
        if (!settings.get(LISTEN) && forListening) {
            return Optional.of("allow, takeover, grace: for publishers (expected: with listen = true only)");
        }
        if (settings.get(LISTEN) && !url.host().isEmpty() && !isLiteral(url)) {
            return Optional.of("url: " + url + " (expected: an address of this host, or none for all)");
        }
        return Optional.empty();
    }

    private static boolean isLiteral(Url url) {
        try {
            return new ListenAddress(Optional.of(url.host()), url.port()).port() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private record Connecting(String url, Transport transport, InetSocketAddress address, Duration timeout)
            implements InputOpener {

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new TcpConnectInput(loop, transport, address, timeout, sink);
        }
    }
}
