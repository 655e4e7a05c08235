package io.ringcast.daemon.app;

import io.ringcast.daemon.config.DaemonConfig;
import io.ringcast.daemon.config.HlsSpec;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.HeldMemory;
import io.ringcast.daemon.output.ListenerAccess;
import io.ringcast.daemon.output.PublicUrl;
import io.ringcast.daemon.output.hls.HlsOutput;
import io.ringcast.daemon.output.hls.HlsRoute;
import io.ringcast.daemon.output.http.HttpOutput;
import io.ringcast.daemon.output.http.PlaylistRoute;
import io.ringcast.daemon.output.http.SnapshotRoute;
import io.ringcast.daemon.output.http.StatusRoute;
import io.ringcast.daemon.output.http.StreamRoute;
import io.ringcast.daemon.output.udp.DatagramOutput;
import io.ringcast.daemon.output.udp.SdpRoute;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything that listeners find on the HTTP port. */
final class PublicRoutes {

    private final ListenerAccess access;
    private final StreamRoute streams;
    private final HlsRoute segments;
    private final SnapshotRoute snapshots;
    private final PlaylistRoute playlists;
    private final StatusRoute status;
    private final SdpRoute sessions;

    /** @param name of this daemon in {@code Via} */
    PublicRoutes(DaemonConfig config, MemoryPlan memory, Fanout fanout, String name, Instant started) {
        PublicUrl url = new PublicUrl(config.publicUrl());
        HeldMemory held = new HeldMemory(memory.memory() / MemoryPlan.IN_FLIGHT_SHARE);
        access = new ListenerAccess(fanout, Clock.systemUTC());
        streams = new StreamRoute(fanout, access, name);
        segments = new HlsRoute(held);
        snapshots = new SnapshotRoute(fanout, streams, held);
        playlists = new PlaylistRoute(streams, url, config.epgUrl());
        status = new StatusRoute(streams, url, Version.product(), started);
        sessions = new SdpRoute(url, started);
    }

    /** Adds its routes, with the question who may listen before each that names a source. */
    void register(Router.Builder router) {
        Router.Builder all = Router.builder();
        streams.register(all);
        segments.register(all);
        snapshots.register(all);
        playlists.register(all);
        status.register(all);
        sessions.register(all);
        router.include(all, access::guard);
    }

    /** Shows {@code source} on the port. */
    void add(SourceConfig source, HttpOutput output, Optional<HlsOutput> hls, List<DatagramOutput> senders) {
        access.add(output.account(), new ListenerAccess.Keys(source.signKey(), source.tokens()));
        streams.add(output);
        hls.ifPresentOrElse(segments::add, () -> segments.addAbsent(source.name(), whyNoHls(source)));
        sessions.add(source.name(), source.title(), senders);
    }

    private static String whyNoHls(SourceConfig source) {
        if (source.hls() instanceof HlsSpec.Off) {
            return "hls: off for " + source.name() + " (expected: hls = \"auto\" in [source." + source.name() + "])";
        }
        HlsSpec.Of least = new HlsSpec.Of(HlsSpec.SEGMENT, HlsSpec.SHORTEST_WINDOW);
        return "ring: " + source.ring() + " is too short for HLS (expected: ring = \""
                + least.needs().toSeconds()
                + "s\" or longer in [source." + source.name()
                + "], or hls = { segment, window } with shorter segments)";
    }
}
