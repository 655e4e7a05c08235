package io.ringcast.daemon.output.announce;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.output.AnnounceAccount;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All announcements of a daemon, from when it can be reached to just before it cannot be any more. Trouble is logged and counted and stops
 * nothing. Started and stopped by {@code app}.
 */
public final class Announcements {

    private final Transport transport;
    private final List<SapSession> sessions;
    private final List<Offer> offers;
    private final AnnounceAccount account;

    private @Nullable SapAnnouncer sap;
    private @Nullable MdnsAnnouncer mdns;

    public Announcements(Transport transport, List<SapSession> sessions, List<Offer> offers, AnnounceAccount account) {
        this.transport = transport;
        this.sessions = List.copyOf(sessions);
        this.offers = List.copyOf(offers);
        this.account = account;
    }

    /**
     * Announces from now on; returns at once.
     *
     * @param http where HTTP listeners connect; on loopback it is not announced
     */
    public void start(InetSocketAddress http) {
        EventLoop loop = transport.loops().next();
        SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
        if (!sessions.isEmpty()) {
            SapAnnouncer starts =
                    new SapAnnouncer(transport, loop, sessions, SapAnnouncer.OFTEN, random.split(), account);
            starts.start();
            sap = starts;
        }
        if (!offers.isEmpty() && !http.getAddress().isLoopbackAddress()) {
            MdnsAnnouncer starts = new MdnsAnnouncer(
                    transport, loop, () -> Link.of(http.getAddress()), http.getPort(), offers, random.split(), account);
            starts.start();
            mdns = starts;
        }
    }

    /** Takes everything back; completes when that is sent, or after {@code limit}. */
    public CompletableFuture<Void> stop(Duration limit) {
        CompletableFuture<Void> ofSap = sap == null ? done() : sap.stop();
        CompletableFuture<Void> ofMdns = mdns == null ? done() : mdns.stop();
        return CompletableFuture.allOf(ofSap, ofMdns).completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
