package io.ringcast.daemon.source.udp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code udp://} and {@code rtp://}: MPEG-TS in datagrams. Immutable. */
public final class UdpKind implements InputKind {

    /** Interface. */
    public static final Option<Optional<String>> IFACE = Option.text(
            "iface",
            "The interface on which a group is joined, by name or by one of its addresses; where the routes lead when absent.");

    /** Receive buffer. */
    public static final Option<DataSize> BUFFER = Option.size(
                    "buffer",
                    "4MiB",
                    "What the kernel is asked to hold while the daemon does something else; it gives at most net.core.rmem_max.")
            .between("64KiB", "1GiB");

    /** Until the first datagram. */
    public static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
                    "connect-timeout",
                    "10s",
                    "How long the first datagram is waited for before the next input is tried.")
            .between("100ms", "1h");

    /** Silence. */
    public static final Option<Duration> REJOIN = Option.duration(
                    "rejoin",
                    "3s",
                    "Silence after which a group is left and joined anew, again and again: some network may have forgotten who listens.")
            .between("100ms", "1h");

    /** Reordering. */
    public static final Option<Duration> REORDER = Option.duration(
                    "reorder",
                    "50ms",
                    "How long an RTP packet that is missing is waited for while later ones come; 0s puts nothing into order.")
            .between("0s", "2s");

    private static final String FORM = "udp://[SENDER@][GROUP-OR-ADDRESS]:PORT";

    private static final UrlKind KIND = UrlKind.input("udp", "udp", "rtp")
            .says(
                    FORM,
                    "MPEG-TS in datagrams, multicast (`udp://@239.1.1.1:1234`), source-specific (`udp://10.0.0.1@232.1.1.1:1234`) or to"
                            + " this host (`udp://:1234`); with RTP or without, which every datagram tells itself, so that `rtp://` is the same.")
            .requires(Part.PORT)
            .allows(Part.HOST, Part.USER_INFO)
            .options(IFACE, BUFFER, CONNECT_TIMEOUT, REJOIN, REORDER)
            .optionsInQuery()
            .even()
            .check(UdpKind::problem)
            .build();

    private final Receivers receivers;
    private final Ticker ticker;
    private final ByteBufAllocator allocator;

    /** {@code ticker} is the one that event loops schedule by; {@code allocator} is of what is put into order and together. */
    public UdpKind(Receivers receivers, Ticker ticker, ByteBufAllocator allocator) {
        this.receivers = receivers;
        this.ticker = ticker;
        this.allocator = allocator;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        Url url = config.url();
        InetAddress host = host(url);
        if (host == null) {
            throw new IllegalArgumentException("url: " + url + " (expected: one that was checked)");
        }
        UdpEndpoint endpoint = new UdpEndpoint(
                shown(url),
                new InetSocketAddress(host, url.port()),
                Optional.ofNullable(literal(sender(url))),
                config.get(IFACE),
                Math.toIntExact(config.get(BUFFER).bytes()),
                new UdpEndpoint.Timing(config.get(CONNECT_TIMEOUT), config.get(REJOIN), config.get(REORDER)));
        return new Opener(endpoint, new UdpAccount());
    }

    private static Optional<String> problem(Url url, Settings settings) {
        InetAddress host = host(url);
        if (host == null) {
            return Optional.of(
                    "url: " + shown(url)
                            + " (expected: the address of a group or of this host, not a name; write udp://@239.1.1.1:1234 or udp://:1234)");
        }
        if (url.port() == 0) {
            return Optional.of("url: " + shown(url) + " (expected: a port from 1 to 65535)");
        }
        String sender = sender(url);
        InetAddress from = literal(sender);
        boolean mixed = from != null
                && !host.isAnyLocalAddress()
                && from instanceof Inet4Address != host instanceof Inet4Address;
        if (!sender.isEmpty() && (from == null || from.isMulticastAddress() || from.isAnyLocalAddress() || mixed)) {
            return Optional.of("url: " + shown(url)
                    + " (expected: before the @ nothing, or the address of a sender, of the same kind as the group's)");
        }
        if (settings.isGiven(IFACE) && !host.isMulticastAddress()) {
            return Optional.of(
                    "iface: given without a group (expected: udp://@GROUP:PORT; to receive on one interface alone, write"
                            + " its address: udp://@192.168.1.7:1234)");
        }
        return Optional.empty();
    }

    /** What stands before the {@code @}, which is no secret here; an IPv6 address was taken for a user with a password. */
    private static String sender(Url url) {
        return url.userInfo()
                .map(info -> {
                    String password = info.password().reveal();
                    String text = info.user().reveal() + (password.isEmpty() ? "" : ":" + password);
                    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
                })
                .orElse("");
    }

    /** Null when it is a name. */
    private static @Nullable InetAddress host(Url url) {
        return switch (url.host()) {
            case "" -> new InetSocketAddress(0).getAddress();
            case "localhost" -> NetUtil.LOCALHOST4;
            default -> literal(url.host());
        };
    }

    private static @Nullable InetAddress literal(String text) {
        return text.isEmpty() ? null : NetUtil.createInetAddressFromIpAddressString(text);
    }

    private static String shown(Url url) {
        String sender = sender(url);
        String host = url.host();
        return url.scheme() + "://" + bracketed(sender) + "@" + bracketed(host) + ":" + url.port();
    }

    private static String bracketed(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }

    /** One configured URL, with what was counted over its runs. */
    private final class Opener implements InputOpener {

        private final UdpEndpoint endpoint;
        private final UdpAccount account;

        Opener(UdpEndpoint endpoint, UdpAccount account) {
            this.endpoint = endpoint;
            this.account = account;
        }

        @Override
        public String url() {
            return endpoint.url();
        }

        @Override
        public Optional<DatagramTally> datagrams() {
            return Optional.of(account.tally());
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new UdpInput(new UdpInput.Surroundings(loop, ticker, allocator, receivers, endpoint, account), sink);
        }
    }
}
