package io.ringcast.daemon.output.announce;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.ringcast.daemon.output.AnnounceAccount;
import io.ringcast.daemon.output.AnnounceAccount.Protocol;
import io.ringcast.daemon.output.AnnounceAccount.Result;
import io.ringcast.daemon.transport.DatagramSocketOptions;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.protocol.announce.SapPacket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces sessions by SAP (RFC 2974): at once, then again and again while their outputs work, and takes them back when they do not and at
 * the stop. Each packet has a socket of its own, so that it comes from the address that the host has now, and leaves by the interface and
 * with the TTL of its session. Everything belongs to {@link #loop}.
 */
final class SapAnnouncer {

    private static final Logger log = LoggerFactory.getLogger(SapAnnouncer.class);

    /** RFC 2974, 3.1: all announcements together. */
    private static final int LIMIT_BITS_PER_SECOND = 4000;

    /** RFC 2974 says 300 s at least, in a world-wide directory. Receivers in a LAN expect some five: VLC and ffmpeg send as often. */
    static final Duration OFTEN = Duration.ofSeconds(5);

    private static final Duration RARELY = Duration.ofSeconds(300);

    /** More than an Ethernet frame holds is not sent. */
    private static final int LONGEST = 1400;

    private final EventLoop loop;
    private final Transport transport;
    private final List<Entry> entries = new ArrayList<>();
    private final Duration often;
    private final RandomGenerator random;
    private final AnnounceAccount account;

    private final Set<Entry> failing = new HashSet<>();
    /** Of the last packet; before that, a usual one. */
    private int bytes = 300;

    private boolean stopped;

    /** A session, and what was said of it last. */
    private static final class Entry {

        private final SapSession session;
        private @Nullable SapPacket last;

        Entry(SapSession session) {
            this.session = session;
        }
    }

    /** @param often the shortest time between two announcements of a session */
    SapAnnouncer(
            Transport transport,
            EventLoop loop,
            List<SapSession> sessions,
            Duration often,
            RandomGenerator random,
            AnnounceAccount account) {
        this.transport = transport;
        this.loop = loop;
        sessions.forEach(session -> entries.add(new Entry(session)));
        this.often = often;
        this.random = random;
        this.account = account;
    }

    /** Announces from now on. Any thread. */
    void start() {
        loop.execute(() -> entries.forEach(this::announce));
    }

    /** Takes back what was announced; completes when that is sent or cannot be. Any thread. */
    CompletableFuture<Void> stop() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            stopped = true;
            CompletableFuture<?>[] all = entries.stream().map(this::takeBack).toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(all).whenComplete((sent, failure) -> done.complete(null));
        });
        return done;
    }

    /** How long until a session is announced again, when there are {@code sessions} of {@code bytes} each (RFC 2974, 3.1), without jitter. */
    static Duration interval(int sessions, int bytes, Duration often) {
        Duration fair = Duration.ofMillis(8L * sessions * bytes * 1000 / LIMIT_BITS_PER_SECOND);
        Duration least = fair.compareTo(often) < 0 ? often : fair;
        return least.compareTo(RARELY) > 0 ? RARELY : least;
    }

    private void announce(Entry entry) {
        assert loop.inEventLoop();
        if (stopped) {
            return;
        }
        long interval = interval(entries.size(), bytes, often).toNanos();
        // A third to either side, so that announcers do not fall into step.
        long next = interval - interval / 3 + random.nextLong(interval / 3 * 2 + 1);
        loop.schedule(() -> announce(entry), next, TimeUnit.NANOSECONDS);
        if (entry.session.up().getAsBoolean()) {
            open(entry.session).whenComplete((channel, failure) -> {
                if (channel == null) {
                    failed(entry, failure);
                } else if (stopped) {
                    channel.close();
                } else {
                    say(entry, channel);
                }
            });
        } else {
            takeBack(entry);
        }
    }

    private void say(Entry entry, Channel channel) {
        InetSocketAddress from = (InetSocketAddress) channel.localAddress();
        SapPacket before = entry.last;
        SapPacket now = distinct(entry, entry.session.packet(from.getAddress()));
        if (before != null && !before.equals(now)) {
            write(channel, before.deleted());
        }
        write(channel, now).addListener((ChannelFuture sent) -> {
            channel.close();
            if (!sent.isSuccess()) {
                failed(entry, sent.cause());
                return;
            }
            recovered(entry);
            if (before == null) {
                log.info(
                        "announced: protocol=sap source={} output={} group={} to={} hash={}",
                        entry.session.source(),
                        entry.session.output(),
                        NetUtil.toSocketAddressString(new InetSocketAddress(
                                entry.session.session().group(),
                                entry.session.session().port())),
                        SapSession.literal(entry.session.place().getAddress()),
                        now.hash());
            }
        });
        entry.last = now;
    }

    /** Says that it is there no more, if it was said to be there. */
    private CompletableFuture<Void> takeBack(Entry entry) {
        assert loop.inEventLoop();
        SapPacket last = entry.last;
        if (last == null) {
            return CompletableFuture.completedFuture(null);
        }
        entry.last = null;
        CompletableFuture<Void> done = new CompletableFuture<>();
        open(entry.session).whenComplete((channel, failure) -> {
            if (channel == null) {
                account.count(Protocol.SAP, Result.FAILED);
                done.complete(null);
                return;
            }
            write(channel, last.deleted())
                    .addListener(sent -> channel.close().addListener(closed -> done.complete(null)));
            log.info(
                    "announcement taken back: protocol=sap source={} output={}",
                    entry.session.source(),
                    entry.session.output());
        });
        return done;
    }

    /** {@code packet} with a hash that no other session has: ffmpeg knows a session by nothing else. */
    private SapPacket distinct(Entry entry, SapPacket packet) {
        SapPacket distinct = packet;
        for (int tries = 0; tries < entries.size() && isTaken(distinct.hash(), entry); tries++) {
            distinct = distinct.withNextHash();
        }
        return distinct;
    }

    private boolean isTaken(int hash, Entry by) {
        return entries.stream().anyMatch(other -> other != by && other.last != null && other.last.hash() == hash);
    }

    private ChannelFuture write(Channel channel, SapPacket packet) {
        ByteBuf datagram = channel.alloc().directBuffer(LONGEST);
        packet.write(datagram);
        bytes = datagram.readableBytes();
        return channel.writeAndFlush(datagram)
                .addListener(sent -> account.count(Protocol.SAP, sent.isSuccess() ? Result.SENT : Result.FAILED));
    }

    /** A socket that is connected to where {@code session} is announced: so it has the address that its datagrams come from. */
    private CompletableFuture<Channel> open(SapSession session) {
        CompletableFuture<Channel> opened = new CompletableFuture<>();
        DatagramSocketOptions like = session.session().socket();
        // The session's own port belongs to its output, and its marks are for media.
        DatagramSocketOptions options =
                new DatagramSocketOptions(like.ipv6(), 0, like.iface(), like.ttl(), 0, like.loopback());
        try {
            transport
                    .sender(loop, options)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(session.place())
                    .addListener((ChannelFuture connected) -> {
                        if (connected.isSuccess()) {
                            opened.complete(connected.channel());
                        } else {
                            opened.completeExceptionally(connected.cause());
                        }
                    });
        } catch (SocketException e) {
            opened.completeExceptionally(e);
        }
        return opened;
    }

    private void failed(Entry entry, @Nullable Throwable cause) {
        account.count(Protocol.SAP, Result.FAILED);
        String why = Optional.ofNullable(cause).map(Throwable::getMessage).orElse("no reason given");
        if (failing.isEmpty()) {
            log.warn(
                    "announcements fail: protocol=sap source={} output={} to={} reason=\"{}\"; tried again",
                    entry.session.source(),
                    entry.session.output(),
                    SapSession.literal(entry.session.place().getAddress()),
                    why);
        }
        failing.add(entry);
    }

    private void recovered(Entry entry) {
        if (failing.remove(entry) && failing.isEmpty()) {
            log.info("announcements work again: protocol=sap");
        }
    }
}
