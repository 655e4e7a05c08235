package io.ringcast.daemon.output.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannel;
import io.ringcast.daemon.config.ChangeCost;
import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Asked;
import io.ringcast.daemon.fanout.Door;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerHandler;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.SocketWriters;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.ServerTls;
import io.ringcast.daemon.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A listening TCP port that gives a source's bytes to whoever connects: {@code nc host 5000 | ffplay -}. What a client says is thrown
 * away, and one that says nothing or closes its sending side gets the stream all the same.
 */
public final class TcpOutput implements Output {

    /** The networks that may listen. */
    public static final Option<List<Cidr>> ALLOW = Option.cidrs(
                    "allow", "Networks that may listen; everybody when empty.")
            .costs(ChangeCost.NOTHING);

    /** How many may listen. */
    public static final Option<Long> MAX_LISTENERS = Option.integer(
                    "max-listeners", 100_000, "Listeners at a time; who comes then is refused.")
            .between("1", "10000000")
            .costs(ChangeCost.NOTHING);

    /** {@code tls://[HOST]:PORT}. */
    public static final UrlKind TLS_KIND = UrlKind.output("tls", "tls")
            .says(
                    "tls://[HOST]:PORT",
                    "Listens on a TCP port with the certificate of the daemon; bytes flow as soon as a client has shaken hands.")
            .requires(UrlKind.Part.PORT)
            .allows(UrlKind.Part.HOST)
            .options(ALLOW, MAX_LISTENERS)
            .optionsInQuery()
            .listens()
            .tls()
            .build();

    /** {@code tcp://[HOST]:PORT}. */
    public static final UrlKind KIND = UrlKind.output("tcp", "tcp")
            .says("tcp://[HOST]:PORT", "Listens on a TCP port; bytes flow as soon as a client connects.")
            .requires(UrlKind.Part.PORT)
            .allows(UrlKind.Part.HOST)
            .options(ALLOW, MAX_LISTENERS)
            .optionsInQuery()
            .listens()
            .build();

    /** What an access log shows where nothing was asked for and nothing answered: HTTP's word for good. */
    private static final int STATUS = 200;

    private final Transport transport;
    private final Fanout fanout;
    private final FanoutObserver observer;
    private final Stream stream;
    private final OutputAccount account;
    private final ListenerRequest.Terms terms;
    private final Access access;
    private final Optional<ServerTls> tls;

    private volatile @Nullable ServerSocketChannel server;

    /**
     * Who may listen.
     *
     * @param allow networks, anybody when empty
     * @param maxListeners at most this many at a time
     */
    public record Access(List<Cidr> allow, int maxListeners) {

        public Access {
            allow = List.copyOf(allow);
        }

        boolean allows(InetAddress address) {
            return allow.isEmpty() || allow.stream().anyMatch(network -> network.matches(address));
        }
    }

    /** @param tls what its connections begin with */
    public TcpOutput(
            Transport transport,
            Fanout fanout,
            FanoutObserver observer,
            Stream stream,
            OutputAccount account,
            ListenerRequest.Terms terms,
            Access access,
            Optional<ServerTls> tls) {
        this.transport = transport;
        this.fanout = fanout;
        this.observer = observer;
        this.stream = stream;
        this.account = account;
        this.terms = terms;
        this.access = access;
        this.tls = tls;
    }

    /**
     * Binds the port and returns the address that it got; whoever connects from then on listens. Waits: not for event loops.
     *
     * @throws io.ringcast.daemon.transport.BindFailedException if the port cannot be had
     */
    public InetSocketAddress bind(ListenAddress address) {
        ServerSocketChannel bound = transport.bind(
                transport
                        .server()
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                accept(channel);
                            }
                        }),
                address);
        server = bound;
        return bound.localAddress();
    }

    /** The bound port, 0 before. */
    public int port() {
        ServerSocketChannel now = server;
        return now == null ? 0 : now.localAddress().getPort();
    }

    /** Stops accepting; those who are connected stay. */
    public void close() {
        Channel now = server;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public OutputAccount account() {
        return account;
    }

    @Override
    public String url() {
        return (tls.isPresent() ? "tls://:" : "tcp://:") + port();
    }

    @Override
    public boolean up() {
        Channel now = server;
        return now != null && now.isActive();
    }

    private void accept(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            // It has gone before we could ask who it was.
            channel.close();
            return;
        }
        if (!access.allows(remote.getAddress())) {
            refuse(channel, Refusal.NOT_ALLOWED);
            return;
        }
        if (account.listeners() >= access.maxListeners()) {
            refuse(channel, Refusal.FULL);
            return;
        }
        if (tls.isPresent()) {
            channel.pipeline()
                    .addLast("tls", tls.get().handler(channel.alloc()))
                    .addLast(
                            "handshake",
                            new HandshakeHandler(
                                    () -> admit(channel, remote).begin(), () -> refuse(channel, Refusal.TLS)));
            return;
        }
        // The channel is not registered yet: nothing can be written before it is.
        channel.eventLoop().execute(admit(channel, remote)::begin);
    }

    private Admission admit(Channel channel, InetSocketAddress remote) {
        String peer = remote.getAddress().getHostAddress() + ":" + remote.getPort();
        Asked asked = new Asked("TCP /" + account.source() + " -", "", STATUS);
        Admission admission = fanout.admission(
                channel.eventLoop(),
                new ListenerRequest(stream, account, peer, "", terms).asked(asked),
                new TcpDoor(channel));
        channel.pipeline().addLast("listener", new ListenerHandler(admission));
        return admission;
    }

    private void refuse(Channel channel, Refusal reason) {
        observer.onRefused(account, reason);
        channel.close();
    }

    private record TcpDoor(Channel channel) implements Door {

        @Override
        public ListenerChannel open(StreamInfo info) {
            return SocketWriters.over(channel);
        }

        @Override
        public void refuse(Refusal reason) {
            channel.close();
        }
    }
}
