package io.ringcast.daemon.output.hls;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.Visit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who watches one source over HLS: a viewer comes with a request and goes when it has made none for a while. Requests are of one viewer when
 * they come from one address, with one user agent and one {@code ?session=}. Belongs to one event loop.
 */
final class Viewers {

    /** More are sent away: each costs a little memory, and addresses and agents are for strangers to choose. */
    static final int MAX = 20_000;

    private final Fanout fanout;
    private final LongSupplier nanos;
    private final Map<Key, Viewer> viewers = new HashMap<>();

    /** What tells one viewer from another. */
    record Key(String address, String agent, String session) {}

    private static final class Viewer {
        final Visit visit;
        long lastNanos;

        Viewer(Visit visit) {
            this.visit = visit;
        }
    }

    Viewers(Fanout fanout, LongSupplier nanos) {
        this.fanout = fanout;
        this.nanos = nanos;
    }

    /** The visit of who asks; null when he is not let in, which {@code onRefused} was told. */
    @Nullable
    Visit ask(Key key, ListenerRequest request, Consumer<Refusal> onRefused) {
        Viewer known = viewers.get(key);
        if (known == null || known.visit.isOver()) {
            Optional<Visit> visit = fanout.visit(request, onRefused);
            if (visit.isEmpty()) {
                return null;
            }
            if (viewers.size() >= MAX) {
                fanout.refuse(visit.get(), Refusal.FULL);
                onRefused.accept(Refusal.FULL);
                return null;
            }
            known = new Viewer(visit.get());
            viewers.put(key, known);
        }
        known.lastNanos = nanos.getAsLong();
        return known.visit;
    }

    /** There is something for him: he is a listener. */
    void begin(Visit visit) {
        fanout.begin(visit);
    }

    /** There is nothing for him. */
    void refuse(Key key, Refusal reason) {
        Viewer known = viewers.remove(key);
        if (known != null) {
            fanout.refuse(known.visit, reason);
        }
    }

    /** Those who have asked for nothing for {@code idleNanos} have gone. Returns whether anybody is left. */
    boolean sweep(long idleNanos) {
        long now = nanos.getAsLong();
        viewers.values().removeIf(viewer -> {
            boolean idle = now - viewer.lastNanos >= idleNanos;
            if (idle) {
                viewer.visit.end(EndReason.IDLE, "asked for nothing for " + idleNanos / 1_000_000_000L + " s");
            }
            return idle || viewer.visit.isOver();
        });
        return !viewers.isEmpty();
    }
}
