package io.ringcast.daemon.app;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.Ticker;
import io.netty.util.internal.PlatformDependent;
import io.ringcast.daemon.config.Configuration;
import io.ringcast.daemon.config.DaemonConfig;
import io.ringcast.daemon.config.TransportChoice;
import io.ringcast.daemon.fanout.EndLog;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.HttpServer;
import io.ringcast.daemon.http.HttpServerSettings;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.http.TrustedProxies;
import io.ringcast.daemon.lifecycle.Lifecycle;
import io.ringcast.daemon.lifecycle.LifecycleException;
import io.ringcast.daemon.lifecycle.Part;
import io.ringcast.daemon.metrics.AccessLog;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.output.announce.Announcements;
import io.ringcast.daemon.output.udp.DatagramDriver;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.source.publish.PublishRoute;
import io.ringcast.daemon.systemd.SystemdNotifier;
import io.ringcast.daemon.transport.LoopUse;
import io.ringcast.daemon.transport.ServerTls;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.live.ViaChain;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole daemon of one configuration.
 *
 * <pre>
 *   up    event loops ► memory ► children ► rings ► HTTP server ► listeners ► ports ► announcements ► admin port ► sources ► systemd
 *   down  systemd ► sources ► admin port ► announcements ► ports ► listeners (what is queued, then FIN) ► HTTP server ► rings ► children ► memory ► event loops
 * </pre>
 *
 * <p>Made and started by one thread; {@link #stop()} may be called by any other, and once more.
 */
public final class Daemon {

    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    private static final Duration QUICK = Duration.ofSeconds(5);
    /** How long taking announcements back may take. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private static final Duration HTTP_GRACE = Duration.ofSeconds(1);
    /** How often it is looked whether the certificate has been renewed. */
    private static final Duration CERTIFICATE_LOOK = Duration.ofSeconds(10);

    private static final int MAX_CONNECTIONS = 200_000;

    private final Configuration configuration;
    private final DaemonOptions options;
    private final Map<String, String> environment;
    private final Transport transport;
    private final Optional<ServerTls> tls;
    private final ChunkPool pool;
    private final Fanout fanout;
    private final Optional<AccessLog> accessLog;
    private final Observation observation;
    private final Downloaders downloaders;
    private final Children children;
    private final FileReaders files;
    private final Optional<Fetching> fetching;
    private final Router router;
    private final HttpServer http;
    private final List<SourceUnit> sources = new ArrayList<>();
    private final @Nullable DatagramDriver datagrams;
    private final Announcements announcements;
    private final AdminPort admin;
    private final Ports ports;
    private final Lifecycle lifecycle;

    private @Nullable InetSocketAddress httpAddress;
    private @Nullable InetSocketAddress httpsAddress;
    private @Nullable InetSocketAddress adminAddress;
    private @Nullable SystemdNotifier systemd;

    /**
     * Makes all parts; opens no port and connects to nothing before {@link #start()}.
     *
     * @param environment of the process: what systemd says to it
     * @throws io.ringcast.daemon.config.InvalidValueException if the JVM cannot give the configured memory
     * @throws io.ringcast.daemon.transport.TransportUnavailableException if the configured transport cannot be had
     */
    public Daemon(Configuration configuration, DaemonOptions options, Map<String, String> environment) {
        this.configuration = configuration;
        this.options = options;
        this.environment = environment;
        MemoryPlan memory = MemoryPlan.of(configuration);
        memory.requireWithin(PlatformDependent.maxDirectMemory());
        ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
        DaemonConfig daemon = configuration.daemon();
        this.transport = Transport.open(
                kind(daemon.transport()),
                daemon.loops() == 0 ? NettyRuntime.availableProcessors() : daemon.loops(),
                allocator);
        this.tls = daemon.certificate()
                .map(certificate ->
                        new ServerTls(certificate, daemon.certificateKey().orElseThrow(), CERTIFICATE_LOOK));
        this.pool = new ChunkPool(allocator, memory.memory());
        this.accessLog = AccessLogs.of(daemon);
        this.observation = new Observation(
                transport,
                pool,
                () -> sources,
                this::otherOutputs,
                Logging::droppedLines,
                accessLog,
                () -> tls.map(ServerTls::notAfter));
        this.fanout = new Fanout(
                transport.loops(),
                transport::load,
                System::nanoTime,
                Clock.systemUTC(),
                () -> pool.pressed() ? Optional.of(Refusal.MEMORY) : Optional.empty(),
                observation.fanout());
        pool.whenShort(new Shortage(() -> sources, this::relieveOthers, fanout));
        String name = ViaChain.newName(new SecureRandom());
        PublicRoutes listening =
                new PublicRoutes(daemon, memory, fanout, name, Clock.systemUTC().instant());
        Router.Builder routes = Router.builder();
        listening.register(routes);
        PublishRoute publishing = new PublishRoute();
        publishing.register(routes);
        this.downloaders = new Downloaders(transport);
        this.children = new Children(allocator, System::nanoTime);
        this.files = new FileReaders();
        Kinds kinds = Kinds.of(
                Ticker.systemTicker(),
                Clock.systemUTC(),
                allocator,
                () -> transport,
                downloaders,
                name,
                transport::receiver,
                files,
                publishing,
                children);
        this.fetching = daemon.fetch()
                .map(fetch -> new Fetching(fetch, transport, pool, fanout, observation, kinds, allocator));
        fetching.ifPresent(fetch -> fetch.register(routes));
        this.router = routes.build();
        this.http = new HttpServer(
                transport,
                HttpServerSettings.of(Version.product(), MAX_CONNECTIONS)
                        .behind(new TrustedProxies(daemon.trustedProxies())),
                router,
                Optional.empty(),
                observation.http(),
                Clock.systemUTC());
        SourceAssembly assembly = new SourceAssembly(
                transport,
                pool,
                memory,
                fanout,
                observation,
                listening,
                kinds,
                children,
                downloaders,
                allocator,
                options,
                tls);
        configuration.sources().forEach(source -> sources.add(assembly.unit(source)));
        this.datagrams = assembly.datagrams();
        this.announcements = assembly.announcements();
        this.admin = new AdminPort(
                transport, pool, fanout, sources, observation, daemon.admin().host(), daemon.adminToken());
        this.ports = new Ports(options.movesBusyPorts());
        this.lifecycle = new Lifecycle(parts());
    }

    /** Brings everything up; returns when every port is bound and the sources run. */
    public void start() throws LifecycleException {
        log.info(
                "starting version={} transport={} reason=\"{}\" sources={} memory={}",
                Version.number(),
                transport.kind(),
                transport.reason(),
                sources.size(),
                configuration.daemon().memory());
        lifecycle.start();
        ports.moves().forEach(move -> log.info("port moved: {}", move));
    }

    /** Takes everything down, listeners with a clean end; returns when that is done. */
    public void stop() throws LifecycleException {
        log.info("stopping");
        try {
            lifecycle.stop();
        } finally {
            log.info("stopped");
        }
    }

    /** Whether it writes files that may be moved away while it runs. */
    public boolean hasLogFiles() {
        return accessLog.isPresent();
    }

    /** Opens the files anew that it writes its logs to. */
    public void reopenLogFiles() {
        accessLog.ifPresent(AccessLog::reopen);
        log.info("event=log-files-reopened");
    }

    /** Waits until somebody has stopped it. */
    public void awaitStopped() throws InterruptedException {
        lifecycle.awaitStopped();
    }

    /** Its sources in the order of the configuration. */
    public List<SourceUnit> sources() {
        return List.copyOf(sources);
    }

    /** Where HTTP listeners connect, once started. */
    public Optional<InetSocketAddress> httpAddress() {
        return Optional.ofNullable(httpAddress);
    }

    /** Where HTTP listeners connect over TLS, once started; empty where that is nowhere. */
    public Optional<InetSocketAddress> httpsAddress() {
        return Optional.ofNullable(httpsAddress);
    }

    /** Where API and metrics are, once started. */
    public Optional<InetSocketAddress> adminAddress() {
        return Optional.ofNullable(adminAddress);
    }

    /** One line for each port that was busy and moved. */
    public List<String> movedPorts() {
        return ports.moves();
    }

    /** What its HTTP port answers. */
    Router router() {
        return router;
    }

    /** The memory of its rings. */
    ChunkPool memory() {
        return pool;
    }

    /** What each of its event loops has to do. */
    List<LoopUse> loops() {
        return transport.uses();
    }

    /** How its last listeners ended. */
    EndLog ends() {
        return observation.ends();
    }

    private List<Part> parts() {
        Duration stopTimeout = configuration.daemon().stopTimeout();
        List<Part> parts = new ArrayList<>();
        parts.add(Part.closing("event loops", transport, QUICK.multipliedBy(2)));
        parts.add(Part.closing("memory", pool, QUICK));
        tls.ifPresent(server -> parts.add(Part.closing("tls", server, QUICK)));
        if (datagrams != null) {
            parts.add(Part.closing("pacing thread", datagrams, QUICK.multipliedBy(2)));
        }
        parts.add(new Part("children", children::open, this::stopChildren, stopTimeout.plus(QUICK)));
        parts.add(Part.closing("observation", observation, QUICK));
        accessLog.ifPresent(file -> parts.add(AccessLogs.part(file, configuration.daemon(), QUICK)));
        parts.add(Part.closing("http client", downloaders, QUICK));
        parts.add(Part.closing("file readers", files, QUICK));
        parts.add(stopping("rings", QUICK, () -> all(SourceUnit::close)));
        fetching.ifPresent(fetch -> parts.add(stopping("fetched rings", QUICK, fetch::close)));
        parts.add(stopping("http server", QUICK, () -> http.stop(HTTP_GRACE)));
        parts.add(stopping("listeners", stopTimeout.plus(QUICK), () -> fanout.stop(stopTimeout)));
        parts.add(new Part("http port", this::bindHttp, this::unbindHttp, QUICK));
        configuration
                .daemon()
                .https()
                .ifPresent(
                        https -> parts.add(new Part("https port", () -> bindHttps(https), this::unbindHttps, QUICK)));
        parts.addAll(new OutputParts(ports, options).of(sources));
        parts.add(new Part("announcements", this::announce, () -> announcements.stop(GOODBYE), QUICK));
        parts.add(new Part("admin port", this::bindAdmin, admin::stop, QUICK));
        parts.add(new Part("sources", () -> sources.forEach(SourceUnit::start), () -> all(SourceUnit::stop), QUICK));
        fetching.ifPresent(fetch -> parts.add(stopping("fetches", QUICK, fetch::stop)));
        parts.add(new Part("systemd", this::notifyReady, this::notifyStopping, QUICK));
        return parts;
    }

    /** Outputs of no configured source. */
    private Collection<Output> otherOutputs() {
        return fetching.map(fetch -> List.of(fetch.output())).orElse(List.of());
    }

    private void relieveOthers() {
        fetching.ifPresent(Fetching::relieve);
    }

    private void bindHttp() {
        httpAddress = ports.open(
                "http",
                configuration.daemon().http(),
                configuration.daemon().settings().isGiven(DaemonConfig.HTTP),
                http::bind);
    }

    private CompletableFuture<Void> unbindHttp() {
        if (httpAddress != null) {
            http.unbind(httpAddress);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void bindHttps(io.ringcast.daemon.config.ListenAddress address) {
        httpsAddress = ports.open("https", address, true, port -> http.bind(port, tls));
    }

    private CompletableFuture<Void> unbindHttps() {
        if (httpsAddress != null) {
            http.unbind(httpsAddress);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void announce() {
        if (httpAddress != null) {
            announcements.start(httpAddress);
        }
    }

    private void bindAdmin() {
        adminAddress = ports.open(
                "admin",
                configuration.daemon().admin(),
                configuration.daemon().settings().isGiven(DaemonConfig.ADMIN),
                admin::bind);
    }

    private void notifyReady() {
        admin.ready(true);
        SystemdNotifier notifier = SystemdNotifier.open(environment, transport.loops(), System::nanoTime);
        notifier.ready(
                sources.size() + " sources, HTTP on " + configuration.daemon().http());
        systemd = notifier;
    }

    private CompletableFuture<Void> notifyStopping() {
        admin.ready(false);
        SystemdNotifier notifier = systemd;
        if (notifier != null) {
            notifier.stopping("stopping");
            notifier.close();
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> stopChildren() throws InterruptedException {
        children.stop();
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> all(Function<SourceUnit, CompletableFuture<Void>> action) {
        return CompletableFuture.allOf(sources.stream().map(action).toArray(CompletableFuture[]::new));
    }

    private static Part stopping(String name, Duration limit, Part.Stop stop) {
        return new Part(name, () -> {}, stop, limit);
    }

    private static Optional<TransportKind> kind(TransportChoice choice) {
        return switch (choice) {
            case AUTO -> Optional.empty();
            case IO_URING -> Optional.of(TransportKind.IO_URING);
            case EPOLL -> Optional.of(TransportKind.EPOLL);
            case KQUEUE -> Optional.of(TransportKind.KQUEUE);
            case NIO -> Optional.of(TransportKind.NIO);
        };
    }
}
