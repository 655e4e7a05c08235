package io.ringcast.daemon.app;

import io.ringcast.daemon.config.DaemonConfig;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.HeldMemory;
import io.ringcast.daemon.output.PublicUrl;
import io.ringcast.daemon.output.http.HttpOutput;
import io.ringcast.daemon.output.http.PlaylistRoute;
import io.ringcast.daemon.output.http.SnapshotRoute;
import io.ringcast.daemon.output.http.StatusRoute;
import io.ringcast.daemon.output.http.StreamRoute;
import io.ringcast.daemon.output.udp.DatagramOutput;
import io.ringcast.daemon.output.udp.SdpRoute;
import java.time.Instant;
import java.util.List;

/** Everything that listeners find on the HTTP port. */
final class PublicRoutes {

    private final StreamRoute streams;
    private final SnapshotRoute snapshots;
    private final PlaylistRoute playlists;
    private final StatusRoute status;
    private final SdpRoute sessions;

    PublicRoutes(DaemonConfig config, MemoryPlan memory, Fanout fanout, Instant started) {
        PublicUrl url = new PublicUrl(config.publicUrl());
        HeldMemory held = new HeldMemory(memory.memory() / MemoryPlan.IN_FLIGHT_SHARE);
        streams = new StreamRoute(fanout);
        snapshots = new SnapshotRoute(fanout, streams, held);
        playlists = new PlaylistRoute(streams, url, config.epgUrl());
        status = new StatusRoute(streams, url, Version.product(), started);
        sessions = new SdpRoute(url, started);
    }

    void register(Router.Builder router) {
        streams.register(router);
        snapshots.register(router);
        playlists.register(router);
        status.register(router);
        sessions.register(router);
    }

    /** Shows {@code source} on the port. */
    void add(SourceConfig source, HttpOutput output, List<DatagramOutput> senders) {
        streams.add(output);
        sessions.add(source.name(), source.title(), senders);
    }
}
