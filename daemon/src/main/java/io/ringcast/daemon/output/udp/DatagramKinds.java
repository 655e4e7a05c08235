package io.ringcast.daemon.output.udp;

import io.ringcast.daemon.config.BitRate;
import io.ringcast.daemon.config.ChangeCost;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import java.time.Duration;
import java.util.Optional;

/** {@code udp://} and {@code rtp://}: the URLs of datagram outputs and their options, declared once. */
public final class DatagramKinds {

    /** Routers on the way. */
    public static final Option<Optional<Long>> TTL = Option.integer(
                    "ttl",
                    "How many routers datagrams may pass (TTL, hop limit); when absent 1 to groups, which is this network only,"
                            + " and what the system says to hosts.")
            .costs(ChangeCost.NOTHING);

    /** Interface. */
    public static final Option<Optional<String>> IFACE = Option.text(
                    "iface",
                    "Name or address of the interface by which datagrams to groups leave; that of the route when absent.")
            .costs(ChangeCost.NOTHING);

    /** DSCP. */
    public static final Option<Long> TOS = Option.integer(
                    "tos",
                    0,
                    "The TOS octet (IPv6: traffic class), DSCP in its upper six bits: 136 is AF41, 160 is CS5, 184 is EF.")
            .between("0", "255")
            .costs(ChangeCost.NOTHING);

    /** Own ears. */
    public static final Option<Boolean> LOOPBACK = Option.flag(
                    "loopback", true, "Whether this host hears what it sends to groups.")
            .costs(ChangeCost.NOTHING);

    /** Source port. */
    public static final Option<Long> SOURCE_PORT = Option.integer(
                    "src-port", 0, "The port that datagrams come from; 0 for any.")
            .between("0", "65535")
            .costs(ChangeCost.NOTHING);

    /** Rate. */
    public static final Option<Optional<BitRate>> BIT_RATE = Option.bitRate(
                    "bitrate",
                    "Sends exactly this rate of transport packets, filled up with null packets, clock references restamped; what"
                            + " exceeds it for longer than the delay is dropped.")
            .costs(ChangeCost.NOTHING);

    /** Null packets. */
    public static final Option<Boolean> STUFFING = Option.flag(
                    "stuffing", true, "Whether null packets fill up to bitrate; without them bitrate is only the most.")
            .costs(ChangeCost.NOTHING);

    /** Buffer. */
    public static final Option<Optional<Duration>> DELAY = Option.duration(
                    "delay",
                    "How unevenly bytes may come and still be sent evenly: they leave that much later. When absent what suits the"
                            + " inputs of the source.")
            .costs(ChangeCost.NOTHING);

    /** Burst. */
    public static final Option<Long> BURST = Option.integer(
                    "burst", 16, "Datagrams that may follow each other at once when they are late.")
            .between("1", "1000")
            .costs(ChangeCost.NOTHING);

    /** RTP's source. */
    public static final Option<Optional<Long>> SSRC = Option.integer(
                    "ssrc", "The synchronisation source of RTP; random when absent.")
            .costs(ChangeCost.NOTHING);

    /** {@code udp://HOST:PORT}. */
    public static final UrlKind UDP = UrlKind.output("udp", "udp")
            .says(
                    "udp://HOST:PORT",
                    "Sends MPEG-TS as datagrams of seven packets to a host or a group, evenly by its program clock.")
            .requires(Part.HOST, Part.PORT)
            .sendsDatagrams()
            .options(TTL, IFACE, TOS, LOOPBACK, SOURCE_PORT, BIT_RATE, STUFFING, DELAY, BURST)
            .optionsInQuery()
            .check(DatagramKinds::problem)
            .build();

    /** {@code rtp://HOST:PORT}. */
    public static final UrlKind RTP = UrlKind.output("rtp", "rtp")
            .says(
                    "rtp://HOST:PORT",
                    "The same over RTP (RFC 2250, payload type 33), its time stamps from the program clock.")
            .requires(Part.HOST, Part.PORT)
            .sendsDatagrams()
            .options(TTL, IFACE, TOS, LOOPBACK, SOURCE_PORT, BIT_RATE, STUFFING, DELAY, BURST, SSRC)
            .optionsInQuery()
            .check(DatagramKinds::problem)
            .build();

    private static final long MAX_TTL = 255;
    private static final long MAX_SSRC = 0xFFFF_FFFFL;
    private static final Duration MAX_DELAY = Duration.ofSeconds(60);
    private static final long MIN_RATE = 10_000;

    private DatagramKinds() {}

    /** Whether {@code config} is one of these. */
    public static boolean has(OutputConfig config) {
        return config.kind() == UDP || config.kind() == RTP;
    }

    private static Optional<String> problem(Url url, Settings settings) {
        if (url.port() == 0) {
            return Optional.of("url: " + url + " (expected: a port from 1 to 65535)");
        }
        Optional<Long> ttl = settings.get(TTL);
        if (ttl.isPresent() && (ttl.get() < 0 || ttl.get() > MAX_TTL)) {
            return Optional.of("ttl: " + ttl.get() + " (expected: from 0 to 255)");
        }
        Optional<Long> ssrc = settings.isGiven(SSRC) ? settings.get(SSRC) : Optional.empty();
        if (ssrc.isPresent() && (ssrc.get() < 0 || ssrc.get() > MAX_SSRC)) {
            return Optional.of("ssrc: " + ssrc.get() + " (expected: from 0 to 4294967295)");
        }
        Optional<Duration> delay = settings.get(DELAY);
        if (delay.isPresent() && delay.get().compareTo(MAX_DELAY) > 0) {
            return Optional.of("delay: " + delay.get().toSeconds() + "s (expected: at most 60s)");
        }
        Optional<BitRate> rate = settings.get(BIT_RATE);
        if (rate.isPresent() && rate.get().bitsPerSecond() < MIN_RATE) {
            return Optional.of("bitrate: " + rate.get() + " (expected: at least 10kbit/s)");
        }
        if (settings.isGiven(STUFFING) && rate.isEmpty()) {
            return Optional.of("stuffing: given without bitrate (expected: the rate to fill up to)");
        }
        return Optional.empty();
    }
}
