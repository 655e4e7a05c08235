package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of the daemon, and bootstraps whose channels fit them.
 *
 * <p>The kind is found out by construction: {@code isAvailable()} only says that the native library loads, while a memlock limit or a
 * container's seccomp profile shows itself when a ring is made. So each candidate is built and must run one task; the reasons of those
 * that could not are kept for the log.
 *
 * <p>Immutable after {@link #open}; any thread may use it. {@link #close} is called from outside the event loops.
 */
public final class Transport implements AutoCloseable {

    /**
     * What is tried when nothing is asked for. epoll comes before io_uring although io_uring measured cheaper for many small writes (5,000
     * listeners of 128 kbit/s: 5.0 against 6.3 CPU-seconds per GB): an epoll send says at once how much the kernel took, so a chunk is
     * unpinned when the write returns and a listener can be cut at a unit boundary, while io_uring holds bytes until a completion comes
     * and is what containers forbid most. Who serves thousands of radio listeners sets {@code transport = "io_uring"}.
     */
    private static final List<TransportKind> ORDER =
            List.of(TransportKind.EPOLL, TransportKind.IO_URING, TransportKind.KQUEUE, TransportKind.NIO);

    private static final Duration FIRST_TASK_TIMEOUT = Duration.ofSeconds(10);

    // Without a quiet period a loop may end right after it has registered an accepted connection, which then stays open
    // for ever.
    private static final Duration CLOSE_QUIET = Duration.ofMillis(50);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DNS_QUERY_TIMEOUT = Duration.ofSeconds(3);

    private final TransportKind kind;
    private final String reason;
    private final ByteBufAllocator allocator;
    private final ChannelTypes types;
    private final EventLoopGroup loops;
    private final LoopLoads loads;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final Optional<EventLoopGroup> domainLoops;

    private Transport(
            TransportKind kind,
            String reason,
            ByteBufAllocator allocator,
            ChannelTypes types,
            EventLoopGroup loops,
            DnsServerAddressStreamProvider nameServers) {
        this.kind = kind;
        this.reason = reason;
        this.allocator = allocator;
        this.types = types;
        this.loops = loops;
        this.loads = new LoopLoads(loops);
        this.resolver = resolver(types, nameServers);
        this.domainLoops = kind == TransportKind.EPOLL ? Optional.of(loops) : domainLoops();
    }

    /** {@link #open(Optional, int, ByteBufAllocator, DnsServerAddressStreamProvider)} with the name servers of the system. */
    public static Transport open(Optional<TransportKind> choice, int loops, ByteBufAllocator allocator) {
        return open(choice, loops, allocator, DnsServerAddressStreamProviders.platformDefault());
    }

    /**
     * Starts the event loops.
     *
     * @param choice what was asked for; when absent the first that works of epoll, io_uring, kqueue and NIO
     * @param loops number of event loops, 1 or more
     * @param allocator of every channel; a pooled one that prefers direct memory, for writes without garbage
     * @throws TransportUnavailableException if {@code choice} cannot be had
     */
    public static Transport open(
            Optional<TransportKind> choice,
            int loops,
            ByteBufAllocator allocator,
            DnsServerAddressStreamProvider nameServers) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops: " + loops + " (expected: 1 or more)");
        }
        List<String> refused = new ArrayList<>();
        for (TransportKind kind : choice.map(List::of).orElse(ORDER)) {
            try {
                ChannelTypes types = ChannelTypes.of(kind);
                EventLoopGroup group = start(types, loops);
                return new Transport(kind, reason(kind, choice, refused), allocator, types, group, nameServers);
            } catch (RuntimeException | LinkageError e) {
                if (choice.isPresent()) {
                    throw new TransportUnavailableException(
                            "transport: " + kind + " cannot be used here: " + rootMessage(e)
                                    + " (expected: another transport, or none so that one is chosen)",
                            e);
                }
                refused.add(kind + ": " + rootMessage(e));
            }
        }
        throw new IllegalStateException("no transport works, not even NIO: " + refused);
    }

    /** Which one it is. */
    public TransportKind kind() {
        return kind;
    }

    /** One line for the log: why this kind, and why none that stands before it. */
    public String reason() {
        return reason;
    }

    /** The event loops; each a thread named {@code ringcast-loop-N}. */
    public EventLoopGroup loops() {
        return loops;
    }

    /** Where {@code loop}, one of {@link #loops()}, says once a second how much it delivers. */
    public LoopLoad load(EventLoop loop) {
        return loads.of(loop);
    }

    /** What each loop has to do now, in their order. */
    public List<LoopUse> uses() {
        return loads.uses();
    }

    /** The allocator of every channel. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Resolves names without blocking: literals, {@code localhost} and the hosts file at once, all else by DNS. */
    public AddressResolverGroup<InetSocketAddress> resolver() {
        return resolver;
    }

    /**
     * Returns a bootstrap for a listening socket; it lacks only the child handler. Each connection goes to the loop that delivers least at
     * that moment, and stays there.
     */
    public ServerBootstrap server() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops, new AcceptingLoops(loops, loads))
                .channelFactory(types.server())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        socket.pipeline().addLast("turns", new AcceptTurns(System::nanoTime));
                    }
                });
        SocketOptions.listening(bootstrap, kind, allocator);
        return bootstrap;
    }

    /**
     * Binds {@code bootstrap} to {@code address} and returns the listening channel. Waits: not for event loops.
     *
     * @throws BindFailedException if the port cannot be had
     */
    public ServerSocketChannel bind(ServerBootstrap bootstrap, ListenAddress address) {
        ChannelFuture bound = bootstrap.bind(address.socketAddress()).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new BindFailedException(address, cause);
        }
        return (ServerSocketChannel) bound.channel();
    }

    /** Returns a bootstrap for a connection that lives on {@code loop}; it lacks only the handler. */
    public Bootstrap client(EventLoop loop) {
        Bootstrap bootstrap =
                new Bootstrap().group(loop).channelFactory(types.socket()).resolver(resolver);
        SocketOptions.connecting(bootstrap, kind, allocator);
        return bootstrap;
    }

    /** Returns a bootstrap for a datagram socket that lives on {@code loop}; it lacks only the handler. */
    public Bootstrap datagram(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(types.datagram())
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, allocator);
    }

    /**
     * Returns a bootstrap for a datagram socket that lives on {@code loop} and will be bound to {@code address}, resolved: a group, one of
     * this host's, or that of all interfaces. It lacks only the handler, which gets {@code DatagramPacket}s; one of {@link
     * DatagramOptions#CELL_BYTES} has been cut.
     *
     * @param bufferBytes asked for; see {@link DatagramOptions#receiveBuffer}
     */
    public Bootstrap receiver(EventLoop loop, InetSocketAddress address, int bufferBytes) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(DatagramOptions.channels(kind, address.getAddress()))
                .localAddress(address)
                .option(ChannelOption.ALLOCATOR, allocator);
        DatagramOptions.receiving(bootstrap, kind, address, bufferBytes);
        return bootstrap;
    }

    /** Returns a bootstrap for a datagram socket that sends as {@code options} say; it lacks only the handler. It does not read.
     *
     * @throws SocketException if there is no such interface, in a sentence
     */
    public Bootstrap sender(EventLoop loop, DatagramSocketOptions options) throws SocketException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(DatagramOptions.channels(kind, options.ipv6()))
                .option(ChannelOption.ALLOCATOR, allocator);
        options.applyTo(bootstrap, isLinux());
        return bootstrap;
    }

    /**
     * Returns a bootstrap for a socket that shares the address of {@code group} with others of this host and sends from its port as {@code
     * sending} says; it lacks only the handler, and has to join. What others of this host have joined on other interfaces it does not get.
     *
     * @param bufferBytes asked for; see {@link DatagramOptions#receiveBuffer}
     * @throws SocketException if there is no such interface, in a sentence
     */
    public Bootstrap member(EventLoop loop, InetSocketAddress group, int bufferBytes, DatagramSocketOptions sending)
            throws SocketException {
        Bootstrap bootstrap = receiver(loop, group, bufferBytes);
        sending.applyTo(bootstrap, isLinux());
        bootstrap.option(ChannelOption.AUTO_READ, true);
        if (isLinux()) {
            DatagramOptions.onlyWhatItJoins(bootstrap, sending.ipv6());
        }
        return bootstrap;
    }

    /**
     * Returns a bootstrap for a Unix datagram socket, as {@code $NOTIFY_SOCKET} wants it. Only epoll knows such sockets: beside other
     * transports it runs on one loop of its own, and where there is no epoll it is absent.
     */
    public Optional<Bootstrap> domainDatagram() {
        return domainLoops.map(group -> new Bootstrap()
                .group(group)
                .channelFactory(EpollDomainDatagramChannel::new)
                .option(ChannelOption.ALLOCATOR, allocator));
    }

    /** Ends the loops: closes what channels are left, and returns after at most 5 s. */
    @Override
    public void close() {
        resolver.close();
        List<Future<?>> ends = new ArrayList<>();
        ends.add(shutDown(loops));
        domainLoops.ifPresent(group -> ends.add(shutDown(group)));
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        for (Future<?> end : ends) {
            end.awaitUninterruptibly(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /** Whether channels take Linux's own options. */
    private boolean isLinux() {
        return kind == TransportKind.EPOLL || kind == TransportKind.IO_URING;
    }

    private static EventLoopGroup start(ChannelTypes types, int count) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, threads("ringcast-loop"), types.loops());
        try {
            // A ring is enabled on its loop's thread: only a task that ran proves it.
            for (var loop : group) {
                Future<?> first = loop.submit(() -> {});
                if (!first.awaitUninterruptibly(FIRST_TASK_TIMEOUT.toMillis())) {
                    throw new IllegalStateException("an event loop ran no task within " + FIRST_TASK_TIMEOUT);
                }
                if (!first.isSuccess()) {
                    throw new IllegalStateException(first.cause());
                }
            }
            return group;
        } catch (RuntimeException e) {
            shutDown(group);
            throw e;
        }
    }

    private static Future<?> shutDown(EventLoopGroup group) {
        return group.shutdownGracefully(CLOSE_QUIET.toMillis(), CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory threads(String name) {
        return new DefaultThreadFactory(name, false, Thread.NORM_PRIORITY) {
            @Override
            protected Thread newThread(Runnable task, String numbered) {
                // DefaultThreadFactory says NAME-POOL-N; which pool it was tells nobody anything.
                return super.newThread(task, name + numbered.substring(numbered.lastIndexOf('-')));
            }
        };
    }

    private static Optional<EventLoopGroup> domainLoops() {
        try {
            ChannelTypes epoll = ChannelTypes.of(TransportKind.EPOLL);
            return Optional.of(new MultiThreadIoEventLoopGroup(1, threads("ringcast-notify"), epoll.loops()));
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static AddressResolverGroup<InetSocketAddress> resolver(
            ChannelTypes types, DnsServerAddressStreamProvider nameServers) {
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelFactory(types.datagram())
                .socketChannelFactory(types.socket())
                .nameServerProvider(nameServers)
                .hostsFileEntriesResolver(new LocalNames(HostsFileEntriesResolver.DEFAULT))
                .queryTimeoutMillis(DNS_QUERY_TIMEOUT.toMillis()));
    }

    private static String reason(TransportKind kind, Optional<TransportKind> choice, List<String> refused) {
        if (choice.isPresent()) {
            return kind + " as configured";
        }
        return refused.isEmpty() ? kind + " by default" : kind + " because not " + String.join("; not ", refused);
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
