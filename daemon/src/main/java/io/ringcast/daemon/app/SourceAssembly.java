package io.ringcast.daemon.app;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.OwnOutput;
import io.ringcast.daemon.output.announce.Announcements;
import io.ringcast.daemon.output.announce.Offer;
import io.ringcast.daemon.output.announce.SapSession;
import io.ringcast.daemon.output.hls.HlsOutput;
import io.ringcast.daemon.output.http.HttpOutput;
import io.ringcast.daemon.output.tcp.TcpOutput;
import io.ringcast.daemon.output.udp.DatagramDriver;
import io.ringcast.daemon.output.udp.DatagramKinds;
import io.ringcast.daemon.output.udp.DatagramOutput;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.SourceSettings;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.source.filter.Filters;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.ServerTls;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.protocol.announce.SessionDescription;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes a source with all that belongs to it, out of what is configured; opens nothing. Used by the thread that makes the daemon. */
final class SourceAssembly {

    private final Transport transport;
    private final ChunkPool pool;
    private final MemoryPlan memory;
    private final Fanout fanout;
    private final Observation observation;
    private final PublicRoutes routes;
    private final Kinds kinds;
    private final Filters filters;
    private final Sinks sinks;
    private final ByteBufAllocator allocator;
    private final DaemonOptions options;
    private final Optional<ServerTls> tls;
    private final List<SapSession> sessions = new ArrayList<>();
    private final List<Offer> offers = new ArrayList<>();
    private @Nullable DatagramDriver datagrams;

    SourceAssembly(
            Transport transport,
            ChunkPool pool,
            MemoryPlan memory,
            Fanout fanout,
            Observation observation,
            PublicRoutes routes,
            Kinds kinds,
            Children children,
            Downloaders downloaders,
            ByteBufAllocator allocator,
            DaemonOptions options,
            Optional<ServerTls> tls) {
        this.transport = transport;
        this.pool = pool;
        this.memory = memory;
        this.fanout = fanout;
        this.observation = observation;
        this.routes = routes;
        this.kinds = kinds;
        this.filters = new Filters(children, allocator);
        this.sinks = new Sinks(transport, fanout, children, downloaders);
        this.allocator = allocator;
        this.options = options;
        this.tls = tls;
    }

    /** What sends the datagrams of all sources that were made so far; null while none has any. */
    @Nullable
    DatagramDriver datagrams() {
        return datagrams;
    }

    SourceUnit unit(SourceConfig source) {
        EventLoop loop = transport.loops().next();
        // Seeded here, once: a SecureRandom reads from a file, and its loop may not wait for that.
        SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
        SplittableRandom ids = random.split();
        Splice splice = new Splice(source.name(), pool, memory.limit(source), ids::nextLong, System::nanoTime);
        Stream stream = splice.stream();
        SourceSupervisor supervisor = supervisor(source, splice, loop, random);
        if (source.onDemand() || options.itemsAwaitListeners()) {
            stream.demandedBy(supervisor);
        }
        List<SourceUnit.TcpPort> ports = new ArrayList<>();
        List<DatagramOutput> senders = new ArrayList<>();
        List<OwnOutput> own = new ArrayList<>();
        for (OutputConfig output : source.outputs()) {
            if (DatagramKinds.has(output)) {
                senders.add(datagramOutput(source, output, stream));
            } else if (Sinks.isSink(output)) {
                own.add(sinks.output(source, output, stream, ids));
            } else {
                ports.add(new SourceUnit.TcpPort(output, tcpOutput(source, output, stream)));
            }
        }
        OutputAccount account = new OutputAccount(source.name(), "http", "http");
        List<OutputAccount> accounts = new ArrayList<>(List.of(account));
        ports.forEach(port -> accounts.add(port.output().account()));
        Optional<HlsOutput> hls = hlsOutput(source, stream);
        hls.ifPresent(output -> accounts.add(output.account()));
        HttpOutput onHttp = new HttpOutput(
                stream,
                account,
                SourceUnit.terms(source),
                new HttpOutput.Station(source.title(), source.description(), source.genre()),
                new HttpOutput.Listing(
                        source.logo(),
                        source.group(),
                        source.number(),
                        source.epgId(),
                        senders.stream().map(DatagramOutput::listenUrl).toList(),
                        accounts));
        routes.add(source, onHttp, hls, senders);
        if (source.announce()) {
            announce(source, senders);
        }
        return new SourceUnit(source, loop, splice, supervisor, onHttp, hls, ports, senders, own);
    }

    /** What is announced of all that was made. */
    Announcements announcements() {
        return new Announcements(
                transport, sessions, offers, observation.metrics().announcements());
    }

    private void announce(SourceConfig source, List<DatagramOutput> senders) {
        String title = source.title().isEmpty() ? source.name() : source.title();
        SessionDescription.Station station =
                new SessionDescription.Station(title, source.description(), source.group());
        for (DatagramOutput sender : senders) {
            sender.groupSession()
                    .ifPresent(session -> sessions.add(
                            new SapSession(source.name(), sender.account().output(), station, session, sender::up)));
        }
        // Who cannot use its URL need not know of it.
        if (!source.isGuarded()) {
            offers.add(new Offer(title, "/" + source.name()));
        }
    }

    private SourceSupervisor supervisor(SourceConfig source, Splice splice, EventLoop loop, SplittableRandom random) {
        SourceSettings settings = SourceSettings.of(source);
        List<InputOpener> inputs = source.inputs().stream()
                .map(input -> filters.behind(kinds.opener(source.name(), input), source.filter(), source.name()))
                .toList();
        int spare = source.fallback().isPresent() ? 1 : 0;
        return new SourceSupervisor(
                options.itemsAwaitListeners() ? settings.withItemsOnDemand() : settings,
                inputs,
                source.fallback().map(input -> kinds.opener(source.name(), input)),
                splice,
                loop,
                Ticker.systemTicker(),
                Clock.systemUTC(),
                random,
                allocator,
                observation.source(source.name(), inputs.size() + spare));
    }

    private TcpOutput tcpOutput(SourceConfig source, OutputConfig output, Stream stream) {
        return new TcpOutput(
                transport,
                fanout,
                observation.fanout(),
                stream,
                SourceUnit.account(source, output),
                SourceUnit.terms(source).policy(source.policyOf(output)),
                new TcpOutput.Access(output.get(TcpOutput.ALLOW), Math.toIntExact(output.get(TcpOutput.MAX_LISTENERS))),
                tls.filter(server -> output.kind().tls()));
    }

    private Optional<HlsOutput> hlsOutput(SourceConfig source, Stream stream) {
        return HlsOutput.plan(source.hls(), source.ring())
                .map(plan -> new HlsOutput(
                        transport.loops().next(),
                        fanout,
                        stream,
                        new OutputAccount(source.name(), "hls", "hls"),
                        SourceUnit.terms(source),
                        source.idle(),
                        plan,
                        System::nanoTime,
                        Clock.systemUTC()));
    }

    private DatagramOutput datagramOutput(SourceConfig source, OutputConfig output, Stream stream) {
        if (datagrams == null) {
            datagrams = new DatagramDriver(
                    transport, System::nanoTime, new SplittableRandom(new SecureRandom().nextLong()));
        }
        OutputAccount account = SourceUnit.account(source, output);
        return new DatagramOutput(
                datagrams,
                stream,
                output,
                account,
                SourceUnit.unevenness(source),
                observation.metrics().jitter(account));
    }
}
