package io.ringcast.daemon.app;

import io.ringcast.daemon.config.DaemonConfig;
import io.ringcast.daemon.config.HlsSpec;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.HeldMemory;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything that listeners find on the HTTP port. */
final class PublicRoutes {

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
        streams = new StreamRoute(fanout, name);
        segments = new HlsRoute(held);
        snapshots = new SnapshotRoute(fanout, streams, held);
        playlists = new PlaylistRoute(streams, url, config.epgUrl());
        status = new StatusRoute(streams, url, Version.product(), started);
        sessions = new SdpRoute(url, started);
    }

    void register(Router.Builder router) {
        streams.register(router);
        segments.register(router);
        snapshots.register(router);
        playlists.register(router);
        status.register(router);
        sessions.register(router);
    }

    /** Shows {@code source} on the port. */
    void add(SourceConfig source, HttpOutput output, Optional<HlsOutput> hls, List<DatagramOutput> senders) {
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
