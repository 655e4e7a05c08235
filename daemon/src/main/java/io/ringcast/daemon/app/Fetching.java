package io.ringcast.daemon.app;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.config.FetchSpec;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.http.AllowedDestinations;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.output.fetch.FetchOutput;
import io.ringcast.daemon.output.fetch.FetchRoute;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceObservers;
import io.ringcast.daemon.source.SourceSettings;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.source.fetch.FetchSources;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.Transport;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** {@code /fetch}, where it is configured: its route, and the sources that come and go with those who ask. */
final class Fetching {

    /** Between two attempts to go on at the byte where it broke. */
    private static final RetrySpec RETRY = new RetrySpec(Duration.ofMillis(200), Duration.ofSeconds(2));

    private static final Duration STALL = Duration.ofSeconds(10);
    private static final Duration LEAD = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(5);

    private final FetchOutput output = new FetchOutput();
    private final FetchSources sources;
    private final FetchRoute route;

    Fetching(
            FetchSpec spec,
            Transport transport,
            ChunkPool pool,
            Fanout fanout,
            Observation observation,
            Kinds kinds,
            ByteBufAllocator allocator) {
        AllowedDestinations destinations = new AllowedDestinations(spec.hosts(), spec.networks());
        sources = new FetchSources(
                spec.limit(),
                spec.idle(),
                pool::pressed,
                () -> transport.loops().next(),
                new Parts(
                        RingLimit.ofBytes(spec.ring().bytes()),
                        destinations,
                        pool,
                        fanout,
                        kinds,
                        allocator,
                        observation.source(FetchOutput.NAME, 1),
                        new SplittableRandom(new SecureRandom().nextLong())));
        route = new FetchRoute(fanout, sources, output, spec, destinations, Clock.systemUTC());
    }

    void register(Router.Builder router) {
        route.register(router);
    }

    /** Its figures. */
    Output output() {
        return output;
    }

    void relieve() {
        sources.relieve();
    }

    CompletableFuture<Void> stop() {
        return sources.stop();
    }

    CompletableFuture<Void> close() {
        return sources.close();
    }

    /**
     * What one is made of.
     *
     * @param observer counts what happens to all of them, under one name
     * @param random is split for each; used under the lock of the sources only
     */
    private record Parts(
            RingLimit limit,
            AllowedDestinations destinations,
            ChunkPool pool,
            Fanout fanout,
            Kinds kinds,
            ByteBufAllocator allocator,
            SourceObserver observer,
            SplittableRandom random)
            implements FetchSources.Maker {

        @Override
        public Splice splice(String name) {
            SplittableRandom ids = random.split();
            return new Splice(name, pool, limit, ids::nextLong, System::nanoTime);
        }

        @Override
        public InputOpener opener(URI target) {
            return kinds.fetched(target, destinations);
        }

        @Override
        public SourceSupervisor supervisor(
                String name, InputOpener opener, Splice splice, EventLoop loop, SourceObserver progress) {
            SourceSettings settings = new SourceSettings(
                    name,
                    STALL,
                    RETRY,
                    Duration.ZERO,
                    new PaceSpec.Off(),
                    PrefetchSpec.NONE,
                    LEAD,
                    PATIENCE,
                    AtEnd.STOP,
                    false,
                    Duration.ZERO,
                    false);
            return new SourceSupervisor(
                    settings,
                    List.of(opener),
                    Optional.empty(),
                    splice,
                    loop,
                    Ticker.systemTicker(),
                    Clock.systemUTC(),
                    random.split(),
                    allocator,
                    new SourceObservers(List.of(observer, progress)));
        }

        @Override
        public void broken(Stream stream, String detail) {
            fanout.breakOff(stream, detail);
        }
    }
}
