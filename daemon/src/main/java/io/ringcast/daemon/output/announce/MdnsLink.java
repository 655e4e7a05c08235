package io.ringcast.daemon.output.announce;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringcast.daemon.output.AnnounceAccount;
import io.ringcast.daemon.output.AnnounceAccount.Protocol;
import io.ringcast.daemon.output.AnnounceAccount.Result;
import io.ringcast.protocol.announce.DnsMessage;
import io.ringcast.protocol.announce.DnsName;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of multicast DNS in one network: brings messages to the {@link Responder} and takes its own away. At most so many a second are
 * looked at; the kernel throws the others away. Belongs to the channel's event loop.
 */
final class MdnsLink extends SimpleChannelInboundHandler<DatagramPacket> implements Responder.Outlet {

    private static final Logger log = LoggerFactory.getLogger(MdnsLink.class);

    /** A large office does not say so much in a second. */
    static final int MOST_IN_A_SECOND = 200;

    private static final int USUAL_BYTES = 1500;

    private final Link link;
    private final InetSocketAddress group;
    private final AnnounceAccount account;
    private final Function<MdnsLink, Responder> made;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Responder responder;
    private @Nullable ScheduledFuture<?> seconds;
    private int seen;
    private int renamed;

    /** @param made makes the responder, when there is a channel */
    MdnsLink(Link link, InetSocketAddress group, AnnounceAccount account, Function<MdnsLink, Responder> made) {
        this.link = link;
        this.group = group;
        this.account = account;
        this.made = made;
    }

    /** The channel has joined: claims the names. */
    void start() {
        Responder begins = made.apply(this);
        responder = begins;
        begins.start();
        seconds = channel().eventLoop().scheduleWithFixedDelay(this::onSecond, 1, 1, TimeUnit.SECONDS);
    }

    /** Takes back what was said, and closes behind that; completes when it is closed. */
    CompletableFuture<Void> stop() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (context == null) {
            done.complete(null);
            return done;
        }
        if (responder != null) {
            responder.stop();
        }
        channel().close().addListener(closed -> done.complete(null));
        return done;
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        if (seconds != null) {
            seconds.cancel(false);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, DatagramPacket packet) {
        if (++seen == MOST_IN_A_SECOND) {
            account.count(Protocol.MDNS, Result.FLOODED);
            from.channel().config().setAutoRead(false);
        }
        Responder asked = responder;
        if (asked != null && seen <= MOST_IN_A_SECOND) {
            DnsMessage.read(packet.content()).ifPresent(message -> asked.onMessage(message, packet.sender()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        // What the kernel says of a datagram that did not arrive; the next one may.
        account.count(Protocol.MDNS, Result.FAILED);
        log.debug("mdns on {}: {}", link.iface(), cause.toString());
    }

    @Override
    public void multicast(DnsMessage message) {
        send(message, group);
    }

    @Override
    public void unicast(DnsMessage message, InetSocketAddress to) {
        // RFC 6762, 11: nobody from elsewhere is answered, whoever he says he is.
        if (link.holds(to.getAddress())) {
            send(message, to);
        }
    }

    @Override
    public void onAnnounced(DnsName host, Collection<DnsName> services) {
        List<String> names = services.stream().map(name -> name.labels().get(0)).toList();
        log.info("announced: protocol=mdns iface={} host={} streams={} renamed={}", link.iface(), host, names, renamed);
        renamed = 0;
    }

    /** Counted and not said: who claims name after name is not to fill the log. */
    @Override
    public void onRenamed(DnsName before, DnsName after) {
        account.count(Protocol.MDNS, Result.RENAMED);
        renamed++;
    }

    private void onSecond() {
        if (seen >= MOST_IN_A_SECOND) {
            channel().config().setAutoRead(true);
        }
        seen = 0;
    }

    private void send(DnsMessage message, InetSocketAddress to) {
        ByteBuf datagram = channel().alloc().directBuffer(USUAL_BYTES);
        message.write(datagram);
        channel()
                .writeAndFlush(new DatagramPacket(datagram, to))
                .addListener(sent -> account.count(Protocol.MDNS, sent.isSuccess() ? Result.SENT : Result.FAILED));
    }

    private Channel channel() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("no channel (expected: to be in its pipeline)");
        }
        return added.channel();
    }
}
