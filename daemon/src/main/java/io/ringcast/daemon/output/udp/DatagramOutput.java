package io.ringcast.daemon.output.udp;

import io.netty.util.NetUtil;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.GroupSession;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.announce.SessionDescription;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host or group that gets a source as datagrams of MPEG-TS: {@code ffplay udp://@239.255.0.1:1234}. Whoever receives is not known, so it
 * has no listeners. Thread-safe.
 */
public final class DatagramOutput implements Output {

    private static final Logger log = LoggerFactory.getLogger(DatagramOutput.class);

    private static final long SSRC_BOUND = 1L << 32;
    private static final int SEQUENCE_BOUND = 1 << 16;

    private final DatagramDriver driver;
    private final DatagramSettings settings;
    private final DatagramAccount account;
    private final DatagramSender sender;

    private volatile OutputState state = new OutputState.Waiting("not started");

    /**
     * @param stream what is sent
     * @param usualDelay the delay when none is configured: what suits the inputs of the source
     * @param jitter told for each datagram by how many nanoseconds it left at another moment than it was due; on the driver's thread
     */
    public DatagramOutput(
            DatagramDriver driver,
            Stream stream,
            OutputConfig config,
            OutputAccount account,
            Duration usualDelay,
            LongConsumer jitter) {
        this.driver = driver;
        this.settings = DatagramSettings.of(config, usualDelay);
        this.account = new DatagramAccount(account);
        Optional<RtpFraming> rtp = settings.rtp()
                ? Optional.of(new RtpFraming(
                        driver.random().nextInt(SEQUENCE_BOUND),
                        settings.ssrc().orElseGet(() -> driver.random().nextLong(SSRC_BOUND))))
                : Optional.empty();
        this.sender = new DatagramSender(driver.shared(), settings, stream, this.account, rtp, jitter, this::onState);
    }

    /** Sends from now on whatever the source brings. */
    public void start() {
        driver.start(sender);
    }

    /** Sends no more. */
    public CompletableFuture<Void> stop() {
        return driver.stop(sender);
    }

    @Override
    public OutputAccount account() {
        return account.output();
    }

    @Override
    public Optional<DatagramAccount> datagrams() {
        return Optional.of(account);
    }

    @Override
    public String url() {
        return settings.url();
    }

    /** What a player on a receiving host opens: {@code udp://@GROUP:PORT}, or {@code udp://@:PORT} when it is sent to one host. */
    public String listenUrl() {
        String host = literalGroup()
                .map(group -> group instanceof Inet6Address ? "[" + settings.host() + "]" : settings.host())
                .orElse("");
        return (settings.rtp() ? "rtp" : "udp") + "://@" + host + ":" + settings.port();
    }

    /** What it sends to a group, for announcements; empty when it sends to one host, or to a name. */
    public Optional<GroupSession> groupSession() {
        return literalGroup()
                .map(group -> new GroupSession(
                        settings.rtp(),
                        group,
                        settings.port(),
                        settings.socket().options(group instanceof Inet6Address)));
    }

    /** Whether it sends RTP. */
    boolean isRtp() {
        return settings.rtp();
    }

    /** What it sends, for players that need a description. */
    SessionDescription session(long id, String origin, String name) {
        // The TTL that sockets have when nobody says another.
        int ttl = settings.socket().ttl().orElse(1);
        return new SessionDescription(
                id,
                origin,
                SessionDescription.Station.called(name),
                new SessionDescription.Media(settings.rtp(), settings.host(), settings.port(), ttl, false));
    }

    @Override
    public boolean up() {
        return state.up();
    }

    @Override
    public String detail() {
        return state.detail();
    }

    /** The group, without its zone, if the host is one. */
    private Optional<InetAddress> literalGroup() {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(settings.host());
        if (literal == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(literal)).filter(InetAddress::isMulticastAddress);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 or 16 bytes are always an address
        }
    }

    private void onState(OutputState now) {
        OutputState before = state;
        if (now.equals(before)) {
            return;
        }
        state = now;
        if (before.up() && !now.up()) {
            log.warn(
                    "output down: source={} output={} url={} reason=\"{}\"",
                    account.output().source(),
                    account.output().output(),
                    settings.url(),
                    now.detail());
        } else if (before.getClass() != now.getClass()) {
            log.info(
                    "output {}: source={} output={} url={} detail=\"{}\"",
                    now instanceof OutputState.Sending ? "sends" : "waits",
                    account.output().source(),
                    account.output().output(),
                    settings.url(),
                    now.detail());
        }
    }
}
