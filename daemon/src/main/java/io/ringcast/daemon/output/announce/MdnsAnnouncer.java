package io.ringcast.daemon.output.announce;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.NetUtil;
import io.ringcast.daemon.output.AnnounceAccount;
import io.ringcast.daemon.output.AnnounceAccount.Protocol;
import io.ringcast.daemon.output.AnnounceAccount.Result;
import io.ringcast.daemon.transport.DatagramSocketOptions;
import io.ringcast.daemon.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the streams of the HTTP port by multicast DNS in each network that reaches it: looks every few seconds which those are, on a
 * thread of its own, and has a socket with a {@link Responder} in each. All else belongs to {@link #loop}. What fails is counted, said once,
 * and tried again with the next look.
 */
final class MdnsAnnouncer {

    private static final Logger log = LoggerFactory.getLogger(MdnsAnnouncer.class);

    private static final long LOOK_SECONDS = 5;
    private static final int RECEIVE_BYTES = 256 << 10;
    /** RFC 6762, 11. */
    private static final int TTL = 255;

    // RFC 6762, 3
    private static final String GROUP = "224.0.0.251";
    private static final String GROUP6 = "ff02::fb";

    private final Transport transport;
    private final EventLoop loop;
    private final Networks networks;
    private final int port;
    private final List<Offer> offers;
    private final RandomGenerator random;
    private final AnnounceAccount account;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "announce-interfaces");
        thread.setDaemon(true);
        return thread;
    });

    private final Map<Link, MdnsLink> links = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private @Nullable CompletableFuture<Void> stopped;

    /** In which networks HTTP listeners reach this host now. May take milliseconds. */
    @FunctionalInterface
    interface Networks {
        List<Link> look() throws SocketException;
    }

    /** @param port of HTTP listeners */
    MdnsAnnouncer(
            Transport transport,
            EventLoop loop,
            Networks networks,
            int port,
            List<Offer> offers,
            RandomGenerator random,
            AnnounceAccount account) {
        this.transport = transport;
        this.loop = loop;
        this.networks = networks;
        this.port = port;
        this.offers = List.copyOf(offers);
        this.random = random;
        this.account = account;
    }

    /** Announces from now on. Any thread. */
    void start() {
        looks.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Takes everything back; completes when that is sent. Any thread. */
    CompletableFuture<Void> stop() {
        looks.shutdownNow();
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            stopped = done;
            List<MdnsLink> open = List.copyOf(links.values());
            links.clear();
            CompletableFuture.allOf(open.stream().map(MdnsLink::stop).toArray(CompletableFuture[]::new))
                    .whenComplete((closed, failure) -> done.complete(null));
        });
        return done;
    }

    /** On the thread of looks. */
    private void look() {
        try {
            List<Link> found = networks.look();
            String name = hostName();
            loop.execute(() -> onLook(found, name));
        } catch (SocketException | RuntimeException e) {
            account.count(Protocol.MDNS, Result.FAILED);
            loop.execute(() -> failed("interfaces", e));
        }
    }

    private void onLook(List<Link> found, String hostName) {
        assert loop.inEventLoop();
        if (stopped != null) {
            return;
        }
        for (Link known : List.copyOf(links.keySet())) {
            MdnsLink open = links.get(known);
            if (open != null && !found.contains(known)) {
                links.remove(known);
                log.info("announced no more: protocol=mdns iface={}", known.iface());
                open.stop();
            }
        }
        for (Link link : found) {
            if (!links.containsKey(link)) {
                open(link, hostName);
            }
        }
    }

    private void open(Link link, String hostName) {
        InetSocketAddress group = group(link.ipv6());
        MdnsLink opening = new MdnsLink(
                link,
                group,
                account,
                outlet -> new Responder(loop, random, outlet, hostName, link.addresses(), port, offers));
        links.put(link, opening);
        DatagramSocketOptions sending = new DatagramSocketOptions(
                link.ipv6(), Responder.PORT, Optional.of(link.iface()), Optional.of(TTL), 0, true);
        try {
            NetworkInterface device = NetworkInterface.getByName(link.iface());
            if (device == null) {
                throw new SocketException("iface: " + link.iface() + " is gone");
            }
            transport
                    .member(loop, group, RECEIVE_BYTES, sending)
                    .handler(opening)
                    .bind()
                    .addListener((ChannelFuture bound) -> {
                        if (!bound.isSuccess()) {
                            onFailed(link, bound.cause());
                            return;
                        }
                        ((DatagramChannel) bound.channel())
                                .joinGroup(group.getAddress(), device, null)
                                .addListener(joined -> {
                                    if (joined.isSuccess()) {
                                        onJoined(link, opening, bound);
                                    } else {
                                        bound.channel().close();
                                        onFailed(link, joined.cause());
                                    }
                                });
                    });
        } catch (SocketException e) {
            onFailed(link, e);
        }
    }

    private void onJoined(Link link, MdnsLink opened, ChannelFuture bound) {
        if (links.get(link) != opened) {
            bound.channel().close();
            return;
        }
        failing.remove(link.iface());
        // Closed by anybody else than us, it is opened again with the next look.
        bound.channel().closeFuture().addListener(closed -> links.remove(link, opened));
        opened.start();
    }

    /** It is tried again with the next look. */
    private void onFailed(Link link, Throwable cause) {
        links.remove(link);
        account.count(Protocol.MDNS, Result.FAILED);
        failed(link.iface(), cause);
    }

    private void failed(String where, Throwable cause) {
        if (failing.add(where)) {
            log.warn(
                    "announcements fail: protocol=mdns iface={} reason=\"{}\"; tried again every {} s",
                    where,
                    cause.getMessage(),
                    LOOK_SECONDS);
        }
    }

    private static InetSocketAddress group(boolean ipv6) {
        return new InetSocketAddress(
                NetUtil.createInetAddressFromIpAddressString(ipv6 ? GROUP6 : GROUP), Responder.PORT);
    }

    /** A name beside that which others (avahi, systemd) claim for this host: theirs may have more addresses than one network's. */
    private static String hostName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "host";
        }
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)) + "-ringcast";
    }
}
